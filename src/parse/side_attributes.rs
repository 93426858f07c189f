//! The signal from our tokenizer to our tree that attributes are in the side buffer.
//!
//! A fast-path token carries no attributes: the tokenizer leaves them in
//! [`Input::attributes`](super::tokenizer::Input), the side buffer, and the sink moves them into
//! the tree from there. The sink must know which tokens these are, but html5ever's tree builder is
//! between the two and passes on only its own types. It copies the flag
//! `Tag::had_duplicate_attributes` to `ElementFlags`, and it never reads the flag (a browser does,
//! for the nonces of scripts). So the flag can carry the signal. Nothing else sets it here: our
//! tokenizer drops duplicate attributes itself.

use html5ever::interface::ElementFlags;
use html5ever::tokenizer::Tag;

/// Marks a start tag whose attributes are in the side buffer.
pub(super) fn mark_attributes_in_side_buffer(tag: &mut Tag) {
    tag.had_duplicate_attributes = true;
}

/// Whether the attributes of a new element are in the side buffer.
pub(super) fn are_attributes_in_side_buffer(flags: &ElementFlags) -> bool {
    flags.had_duplicate_attributes
}
