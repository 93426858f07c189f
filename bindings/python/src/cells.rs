//! Columns of an Arrow batch that hold pages or addresses.

use arrow_array::cast::AsArray;
use arrow_array::{
    Array, ArrayRef, BinaryArray, BinaryViewArray, LargeBinaryArray, LargeStringArray, StringArray,
    StringViewArray,
};
use arrow_schema::DataType;
use cleancopy::{Error, ErrorKind, Page};

/// The accepted types, for messages.
pub const ACCEPTED: &str = "string, large_string, string_view, binary, large_binary or binary_view";

/// A column of text or bytes.
pub enum Cells<'b> {
    Text(&'b StringArray),
    LargeText(&'b LargeStringArray),
    TextView(&'b StringViewArray),
    Bytes(&'b BinaryArray),
    LargeBytes(&'b LargeBinaryArray),
    BytesView(&'b BinaryViewArray),
    /// A column in which every value is null.
    Nulls,
}

/// Whether a column of this type may hold pages.
pub fn is_accepted(data_type: &DataType) -> bool {
    matches!(
        data_type,
        DataType::Utf8
            | DataType::LargeUtf8
            | DataType::Utf8View
            | DataType::Binary
            | DataType::LargeBinary
            | DataType::BinaryView
            | DataType::Null
    )
}

impl<'b> Cells<'b> {
    /// The cells of a column of an accepted type; any other type counts as nulls.
    pub fn new(column: &'b ArrayRef) -> Self {
        match column.data_type() {
            DataType::Utf8 => Self::Text(column.as_string()),
            DataType::LargeUtf8 => Self::LargeText(column.as_string()),
            DataType::Utf8View => Self::TextView(column.as_string_view()),
            DataType::Binary => Self::Bytes(column.as_binary()),
            DataType::LargeBinary => Self::LargeBytes(column.as_binary()),
            DataType::BinaryView => Self::BytesView(column.as_binary_view()),
            _ => Self::Nulls,
        }
    }

    /// The page in a row. Text is read as UTF-8 whatever its `<meta>` declares; bytes are decoded
    /// as the page says. A null gives an error.
    pub fn page(&self, row: usize) -> Result<Page, Error> {
        if self.is_null(row) {
            return Err(Error::new(ErrorKind::BadRow).because("it is null"));
        }
        Ok(match self.text(row) {
            Some(text) => Page::from_html(text),
            None => Page::from_bytes(self.bytes(row).to_vec()),
        })
    }

    /// The address in a row; `None` for a null and for a value that is not an `http` or `https`
    /// address, because archives have many of those.
    pub fn address(&self, row: usize) -> Option<url::Url> {
        if self.is_null(row) {
            return None;
        }
        let text = self.text(row).or_else(|| std::str::from_utf8(self.bytes(row)).ok())?;
        Page::default().with_url(text).ok()?.url
    }

    fn is_null(&self, row: usize) -> bool {
        match self {
            Self::Text(cells) => cells.is_null(row),
            Self::LargeText(cells) => cells.is_null(row),
            Self::TextView(cells) => cells.is_null(row),
            Self::Bytes(cells) => cells.is_null(row),
            Self::LargeBytes(cells) => cells.is_null(row),
            Self::BytesView(cells) => cells.is_null(row),
            Self::Nulls => true,
        }
    }

    /// The value of a column of text.
    fn text(&self, row: usize) -> Option<&'b str> {
        match self {
            Self::Text(cells) => Some(cells.value(row)),
            Self::LargeText(cells) => Some(cells.value(row)),
            Self::TextView(cells) => Some(cells.value(row)),
            _ => None,
        }
    }

    /// The value of a column of bytes; empty for a column of text.
    fn bytes(&self, row: usize) -> &'b [u8] {
        match self {
            Self::Bytes(cells) => cells.value(row),
            Self::LargeBytes(cells) => cells.value(row),
            Self::BytesView(cells) => cells.value(row),
            _ => &[],
        }
    }
}
