//! What is known of boilerplate, as data, and the matchers for it.
//!
//! [`builtin`] compiles the tables in `data/` once. A rule carries the examples that test it, see `CONTRIBUTING.md`.

mod affixes;
mod class_words;
mod interface;
mod labels;
mod parameters;
mod phrases;
mod shortcodes;
mod signs;
mod tokens;

use std::ops::Range;
use std::sync::OnceLock;

use crate::block::Boilerplate;
pub(crate) use class_words::{ClassWord, HENTRY_UPDATED};
use interface::InterfaceTable;
use labels::LabelTable;
pub(crate) use phrases::PhraseTable;
pub use phrases::{PhraseHit, Place, Rule};
use shortcodes::ShortcodeTable;
pub use tokens::{Mark, Marks};
pub(crate) use tokens::{Named, TokenTable, split as split_names};

/// The compiled tables.
#[derive(Debug)]
pub struct Rules {
    pub(crate) tokens: TokenTable,
    pub(crate) phrases: PhraseTable,
    pub(crate) shortcodes: ShortcodeTable,
    interface: InterfaceTable,
    labels: LabelTable,
}

impl Rules {
    /// Every phrase rule, in the order of the files.
    #[must_use]
    pub fn phrase_rules(&self) -> &[Rule] {
        self.phrases.rules()
    }

    /// The rule that cuts a block with this text standing at this place, if any.
    #[must_use]
    pub fn cuts(&self, text: &str, place: Place) -> Option<PhraseHit<'_>> {
        self.phrases.find(text, None, place)
    }

    /// [`cuts`](Self::cuts) for a text that is folded already.
    pub(crate) fn cuts_folded(
        &self,
        text: &str,
        folded: &str,
        place: Place,
    ) -> Option<PhraseHit<'_>> {
        self.phrases.find(text, Some(folded), place)
    }

    /// What a folded line is, if it is a label of the frame of pages. Evidence, not a ruling.
    pub(crate) fn label(&self, folded: &str) -> Option<Boilerplate> {
        self.labels.kind(folded)
    }

    /// Whether a folded line stands in the frame of pages: a menu, a footer, a network. Evidence, not a ruling.
    #[must_use]
    pub fn is_interface(&self, folded: &str) -> bool {
        self.interface.has(folded)
    }
}

/// The tables that come with the project, compiled at first use.
///
/// # Panics
///
/// Never in a released version: the tables are embedded, and a test loads them.
#[must_use]
pub fn builtin() -> &'static Rules {
    static RULES: OnceLock<Rules> = OnceLock::new();
    RULES.get_or_init(|| {
        let tokens = TokenTable::load(include_str!("data/tokens.toml"))
            .expect("the embedded token table loads");
        let phrases = PhraseTable::load(phrases::FILES).expect("the embedded phrase tables load");
        let shortcodes = ShortcodeTable::load(include_str!("data/shortcodes.toml"))
            .expect("the embedded shortcode table loads");
        let interface = InterfaceTable::load(include_str!("data/interface.toml"))
            .expect("the embedded interface table loads");
        let labels =
            LabelTable::load(include_str!("data/labels.toml")).expect("the embedded labels load");
        Rules { tokens, phrases, shortcodes, interface, labels }
    })
}

/// Whether the whole line was never meant to be read: the parameters of a theme, or a line of script.
pub(crate) fn is_parameter_line(line: &str) -> bool {
    builtin().shortcodes.parameters.is_line(line)
}

/// The byte ranges of shortcodes in a line, in order and apart.
pub(crate) fn shortcodes_in(line: &str) -> Vec<Range<usize>> {
    builtin().shortcodes.in_line(line)
}

/// Where the parameters of a theme stand in a line that holds other text too.
pub(crate) fn parameters_in(line: &str) -> Option<Range<usize>> {
    builtin().shortcodes.parameters.inside(line)
}
