//! stub
use super::WriteOptions;
use crate::article::Article;
pub(super) fn render(_: &Article, _: &WriteOptions) -> String {
    String::new()
}
pub(super) fn body(_: &Article, _: &WriteOptions) -> String {
    String::new()
}
