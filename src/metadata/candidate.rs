//! Candidates for a field, before the choice: a value, its source and the rank of the source.

use super::position::Position;
use crate::article::{Source, Sourced};
use crate::fields::{select_fields, with_fields};

macro_rules! define_field {
    ($($name:ident $variant:ident $shape:ident $doc:literal;)*) => {
        /// A field that the page states, from the table in `fields`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[allow(dead_code, reason = "some fields are read from the main content, not from candidates")]
        pub(super) enum Field {
            $(#[doc = $doc] $variant,)*
        }

        impl Field {
            /// All fields, in the order of records.
            pub(super) const ALL: &[Self] = &[$(Self::$variant),*];

            /// The field's name in records.
            pub(super) fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => stringify!($name),)*
                }
            }
        }
    };
}
with_fields!(select_fields page define_field {});

/// A value that one source gives for a field.
#[derive(Debug, Clone)]
pub(super) struct Candidate {
    pub(super) field: Field,
    pub(super) value: String,
    pub(super) source: Source,
    /// The quality of the kind of source: 0 is best. The tables of the sources give the reasons.
    pub(super) rank: u8,
    /// `None` if the value is not printed, such as that of a `<meta>`.
    pub(super) position: Option<Position>,
}

impl Candidate {
    pub(super) fn new(field: Field, value: impl Into<String>, source: Source, rank: u8) -> Self {
        Self { field, value: value.into(), source, rank, position: None }
    }
}

/// All candidates, in document order.
#[derive(Debug, Default)]
pub(super) struct Candidates(Vec<Candidate>);

impl Candidates {
    pub(super) fn add(&mut self, candidate: Candidate) {
        if !candidate.value.trim().is_empty() {
            self.0.push(candidate);
        }
    }

    /// The candidates for a field, best source first, in document order within a source.
    pub(super) fn of(&self, field: Field) -> Vec<&Candidate> {
        let mut found: Vec<&Candidate> = self.0.iter().filter(|c| c.field == field).collect();
        found.sort_by_key(|c| c.rank);
        found
    }

    /// The first value for a field that `tidy` accepts, as tidied.
    pub(super) fn first<T>(
        &self,
        field: Field,
        tidy: impl Fn(&str) -> Option<T>,
    ) -> Option<Sourced<T>> {
        self.of(field)
            .into_iter()
            .find_map(|c| Some(Sourced::new(tidy(&c.value)?, c.source.clone())))
    }

    /// Every value for a field that `tidy` accepts, best source first, as tidied.
    pub(super) fn all<T>(&self, field: Field, tidy: impl Fn(&str) -> Option<T>) -> Vec<Sourced<T>> {
        self.of(field)
            .into_iter()
            .filter_map(|c| Some(Sourced::new(tidy(&c.value)?, c.source.clone())))
            .collect()
    }

    /// Removes the candidates that `keep` refuses.
    pub(super) fn retain(&mut self, keep: impl FnMut(&Candidate) -> bool) {
        self.0.retain(keep);
    }
}
