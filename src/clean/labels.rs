//! Keeps or cuts the name of a callout with its text.
//!
//! The name is a line that the page does not print, so its words and its place say nothing about
//! it.

use crate::block::{Blocks, Boilerplate, Role, Stage, Verdict};

/// Gives each name of a callout the verdict of the block that follows it in the callout.
pub(super) fn follow_callouts(blocks: &mut Blocks) {
    for i in 0..blocks.list.len() {
        let label = &blocks.list[i];
        if !label.is_label || label.is_settled() {
            continue;
        }
        let container = label.container;
        // A picture may be cut for its size alone, so the first text decides.
        let inside = || {
            let following = blocks.list[i + 1..].iter();
            following.take_while(|b| blocks.ancestors(b.container).any(|(id, _)| id == container))
        };
        let text = inside().find(|b| !b.is_media()).or_else(|| inside().next());
        let verdict = match text.and_then(|block| block.verdict()) {
            Some(Verdict::Keep(_)) => Verdict::Keep(Role::Body),
            Some(cut) => cut,
            None => Verdict::Cut(Boilerplate::Other),
        };
        if blocks.list[i].verdict() != Some(verdict) {
            blocks.list[i].add_ruling(
                verdict,
                Stage::Clean,
                "callout-name",
                "goes with the text of its callout",
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::follow_callouts;
    use crate::block::{Block, BlockKind, Blocks, Boilerplate, Container, Role, Stage, Verdict};

    const KEPT: Verdict = Verdict::Keep(Role::Body);
    const CUT: Verdict = Verdict::Cut(Boilerplate::Related);

    /// Whether the name of a callout is kept; each block after it is in the callout or not.
    fn is_name_kept(own: Verdict, after: &[(BlockKind, Verdict, bool)]) -> bool {
        let mut blocks = Blocks {
            list: Vec::new(),
            containers: vec![
                Container::default(),
                Container { parent: Some(0), ..Container::default() },
                Container { parent: Some(1), ..Container::default() },
            ],
        };
        let mut add = |kind, verdict, container, is_label| {
            let mut block = Block { kind, container, is_label, ..Block::default() };
            block.add_ruling(verdict, Stage::Classifier, "weighed", "");
            blocks.list.push(block);
        };
        add(BlockKind::Quote, own, 1, true);
        after.iter().for_each(|(kind, verdict, is_inside)| {
            add(*kind, *verdict, if *is_inside { 2 } else { 0 }, false);
        });
        follow_callouts(&mut blocks);
        blocks.list[0].is_kept()
    }

    #[test]
    fn the_name_of_a_callout_goes_with_its_text() {
        let (text, image) = (BlockKind::Quote, BlockKind::Image);
        for own in [KEPT, CUT] {
            assert!(is_name_kept(own, &[(text, KEPT, true)]));
            assert!(!is_name_kept(own, &[(text, CUT, true), (text, KEPT, false)]));
            assert!(is_name_kept(own, &[(image, CUT, true), (text, KEPT, true)]));
            assert!(is_name_kept(own, &[(image, KEPT, true)]));
            assert!(!is_name_kept(own, &[(text, KEPT, false)]));
            assert!(!is_name_kept(own, &[]));
        }
    }
}
