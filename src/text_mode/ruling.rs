//! The outcome of a line, and the rule that decided it.

use std::borrow::Cow;

use crate::block::Boilerplate;

/// The outcome of a line.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum LineOutcome {
    /// Main content, unchanged.
    #[default]
    Kept,
    /// Main content after a part was removed; this is the rest.
    Edited(String),
    /// Boilerplate.
    Cut(Boilerplate),
}

/// An outcome, the rule that decided it, and the reason.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct LineRuling {
    pub(crate) outcome: LineOutcome,
    pub(crate) rule: Cow<'static, str>,
    pub(crate) because: String,
}

impl LineRuling {
    pub(super) fn cut(
        kind: Boilerplate,
        rule: impl Into<Cow<'static, str>>,
        because: impl Into<String>,
    ) -> Self {
        Self { outcome: LineOutcome::Cut(kind), rule: rule.into(), because: because.into() }
    }

    pub(super) fn edited(rest: &str, rule: &'static str, because: impl Into<String>) -> Self {
        Self {
            outcome: LineOutcome::Edited(rest.to_owned()),
            rule: rule.into(),
            because: because.into(),
        }
    }

    pub(super) fn is_cut(&self) -> bool {
        matches!(self.outcome, LineOutcome::Cut(_))
    }
}
