//! Reads text nodes, with the TeX in them that a script typesets.

use super::formula::{Formula, tidy};
use super::raw_tex::{MAX_OPEN, Opener, Reader};
use super::walk::Walk;
use crate::parse::arena::NodeId;

impl Walk<'_> {
    /// Adds the text of a node from a byte on, with the formulas in it.
    pub(super) fn add_page_text(&mut self, id: NodeId, start: usize) {
        let tree = self.tree;
        let text = tree.text_of(id);
        let preformatted = self.style().preformatted;
        let has_tex = |from: usize| memchr::memchr2(b'\\', b'$', &text.as_bytes()[from..]);
        if preformatted || has_tex(start).is_none() {
            return self.inline.add_text(&text[start..], preformatted);
        }
        let Some(scripts) = self.raw_tex.scripts_at(tree, id) else {
            return self.inline.add_text(&text[start..], preformatted);
        };
        let (mut written, mut at) = (start, start);
        while let Some(step) = has_tex(at) {
            at += step;
            let rest = &text[at..];
            if self.raw_tex.open > MAX_OPEN {
                break;
            }
            let Some(opener) = scripts.opener(rest) else {
                // A backslash and the character after it are one sign.
                let is_escape = rest.starts_with('\\');
                at += 1 + rest.chars().nth(1).filter(|_| is_escape).map_or(0, char::len_utf8);
                continue;
            };
            let (open, is_display) = match opener {
                Opener::Pair { open, is_display, .. } => (open.len(), is_display),
                Opener::Environment(name) => ("\\begin{}".len() + name.len(), true),
            };
            let tex = match opener {
                Opener::Environment(_) => rest[..open].to_owned(),
                Opener::Pair { .. } => String::new(),
            };
            let mut reader = Reader { tree, opener, tex, braces: 0, nested: 0 };
            let Some((node, end)) = reader.read(id, at + open) else {
                self.raw_tex.open += 1;
                at += open;
                continue;
            };
            self.inline.add_text(&text[written..at], false);
            let tex = tidy(&reader.tex);
            if !tex.is_empty() {
                self.add_formula(&Formula { tex, is_display });
            }
            if node != id {
                self.raw_tex.resumes = Some((node, end));
                return;
            }
            (written, at) = (end, end);
        }
        self.inline.add_text(&text[written..], false);
    }
}
