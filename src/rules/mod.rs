//! Tables of boilerplate, as data, and their matchers.
//!
//! [`builtin`] compiles the tables in `data/` once. Every rule carries examples that test it, see
//! `CONTRIBUTING.md`.

mod affixes;
pub(crate) mod block_pages;
mod class_tokens;
pub(crate) mod comment_words;
mod field_marks;
mod interface;
mod labels;
mod literal_prefilter;
mod parameters;
mod phrase_search;
mod phrases;
mod shortcodes;
mod tokens;

use std::ops::Range;
use std::sync::OnceLock;

use crate::block::Boilerplate;
pub use crate::marks::{Mark, Marks};
pub(crate) use class_tokens::split_tokens;
pub(crate) use field_marks::{FieldMarks, HENTRY_UPDATED};
use interface::InterfaceTable;
use labels::LabelTable;
use phrases::PhraseTable;
pub use phrases::{PhraseHit, PhraseRule, Region};
use shortcodes::ShortcodeTable;
pub(crate) use tokens::{ClassMeaning, TokenTable};

/// The compiled tables.
#[derive(Debug)]
pub struct RuleTables {
    pub(crate) tokens: TokenTable,
    phrases: PhraseTable,
    pub(crate) shortcodes: ShortcodeTable,
    interface: InterfaceTable,
    labels: LabelTable,
}

impl RuleTables {
    /// Every phrase rule, in the order of the files.
    #[must_use]
    pub fn phrase_rules(&self) -> &[PhraseRule] {
        self.phrases.rules()
    }

    /// The phrase rule that cuts a block with this text in this region of the page, if any.
    #[must_use]
    pub fn find_phrase_rule(&self, text: &str, region: Region) -> Option<PhraseHit<'_>> {
        phrase_search::find_rule(&self.phrases, text, None, region)
    }

    /// [`find_phrase_rule`](Self::find_phrase_rule) for a text that is already folded.
    pub(crate) fn find_phrase_rule_folded(
        &self,
        text: &str,
        folded: &str,
        region: Region,
    ) -> Option<PhraseHit<'_>> {
        phrase_search::find_rule(&self.phrases, text, Some(folded), region)
    }

    /// The kind of a folded line that is a label of page chrome. Evidence, not a ruling.
    pub(crate) fn label_kind(&self, folded: &str) -> Option<Boilerplate> {
        self.labels.kind(folded)
    }

    /// Whether a folded line belongs to page chrome: a menu, a footer, a social network. Evidence,
    /// not a ruling.
    #[must_use]
    pub fn is_interface_line(&self, folded: &str) -> bool {
        self.interface.contains(folded)
    }
}

/// The tables of the project, compiled at first use.
///
/// # Panics
///
/// Never in a released version: the tables are embedded, and a test loads them.
#[must_use]
pub fn builtin() -> &'static RuleTables {
    static RULES: OnceLock<RuleTables> = OnceLock::new();
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
        RuleTables { tokens, phrases, shortcodes, interface, labels }
    })
}

/// Whether a whole line is code and not text: theme parameters or a line of script.
pub(crate) fn is_parameter_line(line: &str) -> bool {
    builtin().shortcodes.parameters.is_parameter_line(line)
}

/// The byte ranges of the shortcodes in a line, in order and without overlap.
pub(crate) fn shortcodes_in(line: &str) -> Vec<Range<usize>> {
    builtin().shortcodes.ranges_in(line)
}

/// The byte range of theme parameters in a line that also has other text.
pub(crate) fn parameters_in(line: &str) -> Option<Range<usize>> {
    builtin().shortcodes.parameters.range_in(line)
}
