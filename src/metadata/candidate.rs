//! What was found for a field, before anything is decided: a value, its source and how much the source is worth.

use crate::article::{Source, Sourced};
use crate::parse::arena::{NONE, NodeId};

/// A field of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    Title,
    AlternativeTitle,
    Author,
    Published,
    Modified,
    SiteName,
    Publisher,
    Language,
    Description,
    Section,
    Tag,
    Image,
    ImageWidth,
    ImageHeight,
    ImageCaption,
    Video,
    Canonical,
    Amp,
    License,
    Rights,
    Correction,
    SchemaType,
    IsFree,
}

/// Where on the page an element stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    /// The nearest `<article>` around it.
    pub(super) article: NodeId,
    /// Lines of text before it.
    pub(super) line: u32,
    /// Inside something that is not the story: navigation, comments, related stories, the foot of the page.
    pub(super) aside: bool,
    /// Inside a container that is often, not always, such a thing: cards, widgets, sidebars.
    pub(super) doubtful: bool,
}

impl Default for Place {
    fn default() -> Self {
        Self { article: NONE, line: 0, aside: false, doubtful: false }
    }
}

/// A value somebody gave for a field.
#[derive(Debug, Clone)]
pub(super) struct Candidate {
    pub(super) field: Field,
    pub(super) value: String,
    pub(super) source: Source,
    /// How good its kind of source is: 0 is best. The tables of the sources say why.
    pub(super) rank: u8,
    /// `None` for what is not printed, such as a `<meta>`.
    pub(super) place: Option<Place>,
}

impl Candidate {
    pub(super) fn new(field: Field, value: impl Into<String>, source: Source, rank: u8) -> Self {
        Self { field, value: value.into(), source, rank, place: None }
    }
}

/// Everything that was found, in document order.
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

    /// Every value for a field that `tidy` accepts, best source first.
    pub(super) fn all<T>(&self, field: Field, tidy: impl Fn(&str) -> Option<T>) -> Vec<Sourced<T>> {
        self.of(field)
            .into_iter()
            .filter_map(|c| Some(Sourced::new(tidy(&c.value)?, c.source.clone())))
            .collect()
    }

    /// Leaves out what `keep` refuses.
    pub(super) fn retain(&mut self, keep: impl FnMut(&Candidate) -> bool) {
        self.0.retain(keep);
    }
}
