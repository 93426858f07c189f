//! Lists whose length is known only at the end, and whose room is counted: what a page takes is mostly a few long lists.

/// Adds to a list, making room for a quarter more where there is none: of twice as much, half would mostly stay empty.
pub(crate) fn push<T>(list: &mut Vec<T>, item: T) {
    if list.len() == list.capacity() {
        list.reserve_exact(list.len() / 4 + 16);
    }
    list.push(item);
}

/// Moves all of `more` to the end of a list, making room as [`push`] does.
pub(crate) fn append<T>(list: &mut Vec<T>, more: &mut Vec<T>) {
    if list.capacity() - list.len() < more.len() {
        list.reserve_exact(more.len().max(list.len() / 4 + 16));
    }
    list.append(more);
}

#[cfg(test)]
mod tests {
    #[test]
    fn at_most_a_quarter_stays_empty() {
        let mut list = Vec::new();
        for n in 0..10_000 {
            super::push(&mut list, n);
            assert!(list.capacity() <= list.len() * 5 / 4 + 16);
        }
        assert!(list.into_iter().eq(0..10_000));
    }
}
