//! Files inside an archive: which of them are pages.

use std::path::Path;

use super::input_type::InputType;
use super::job::Content;
use super::reader::ReaderItem;
use super::sniff::is_certainly_input;
use crate::error::{Error, ErrorKind};

/// The most characters of a member's name. File systems allow 4,096 bytes.
pub(crate) const MAX_MEMBER_NAME: usize = 4096;

/// The meaning of a member's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MemberKind {
    /// A page.
    Page,
    /// A web archive.
    Warc,
    /// A table or an archive, which would have to be unpacked first.
    Many,
    /// Its first bytes decide.
    Perhaps,
    /// A file that macOS adds.
    Nothing,
}

impl MemberKind {
    pub fn by_name(name: &str) -> Self {
        let path = Path::new(name);
        let file = path.file_name().unwrap_or_default().to_string_lossy();
        if file.starts_with("._") || name.starts_with("__MACOSX/") {
            return Self::Nothing;
        }
        match InputType::by_name(path) {
            Some(kind) if kind.is_one_page() => Self::Page,
            Some(InputType::Warc) => Self::Warc,
            Some(_) => Self::Many,
            None => Self::Perhaps,
        }
    }
}

/// The item for a member that was read. A member whose name tells nothing is a page only if its
/// first bytes say so.
pub(crate) fn page_item(name: String, kind: MemberKind, content: Content) -> ReaderItem {
    if let (MemberKind::Perhaps, Content::Stored(bytes)) = (kind, &content)
        && !is_certainly_input(&bytes[..bytes.len().min(4096)])
    {
        return ReaderItem::NotAPage;
    }
    ReaderItem::Page { id: None, url: None, at: name, content, more: Box::default() }
}

/// The item for a table or an archive inside an archive.
pub(crate) fn table_item(name: String) -> ReaderItem {
    let why = "it is a table or an archive inside an archive; unpack the outer archive first";
    ReaderItem::failed(name, Error::new(ErrorKind::BadRecord).because(why))
}
