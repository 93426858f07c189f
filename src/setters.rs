//! Builder methods for options that may grow.

/// Implements `with_*` methods that set one public field each and return the options.
///
/// Such a struct is `#[non_exhaustive]`, so that a new field is not a breaking change; callers start
/// from its default.
macro_rules! setters {
    ($options:ident { $($method:ident: $field:ident, $type:ty;)* }) => {
        impl $options {
            $(
                #[doc = concat!("Sets [`", stringify!($options), "::", stringify!($field), "`].")]
                #[must_use]
                pub fn $method(mut self, value: $type) -> Self {
                    self.$field = value;
                    self
                }
            )*
        }
    };
}
pub(crate) use setters;
