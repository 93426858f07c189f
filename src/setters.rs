//! A macro for the `with_*` methods of options that may grow.
//!
//! Such a struct is `#[non_exhaustive]`, so that a new field is not a breaking change; callers
//! start from its default.

/// Defines one method for each listed field. It returns the options with that field changed.
macro_rules! setters {
    ($($method:ident: $field:ident, $type:ty;)*) => {
        $(
            #[doc = concat!("Returns the options with [`", stringify!($field), "`](Self::",
                stringify!($field), ") set to this value.")]
            #[must_use]
            pub fn $method(mut self, $field: $type) -> Self {
                self.$field = $field;
                self
            }
        )*
    };
}

pub(crate) use setters;
