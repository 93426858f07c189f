//! stub
use super::WriteOptions;
use crate::article::Article;
/// One row.
#[derive(Debug)]
pub struct Record;
pub(super) fn render(_: &Article, _: &WriteOptions, _: bool) -> String {
    String::new()
}
