//! The parts of a page.

/// A part of the page, by its element or ARIA role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the names are those of the elements and roles")]
pub enum Landmark {
    Main,
    Article,
    Section,
    Header,
    Footer,
    Navigation,
    Aside,
    Form,
    Dialog,
    Button,
    Figure,
    List,
    Item,
    Table,
    Quote,
    Noscript,
    Details,
}
