//! A macro for enums whose values have a fixed name outside the code.

/// Declares an enum; each variant has the text behind it as its name.
macro_rules! named_enum {
    ($(#[$attribute:meta])* $name:ident { $($(#[$meta:meta])* $variant:ident => $text:literal,)* }) => {
        $(#[$attribute])*
        #[non_exhaustive]
        pub enum $name {
            $($(#[$meta])* $variant,)*
        }

        impl $name {
            /// The name used in outputs, reports and settings.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)*
                }
            }

            /// The value with a name that [`name`](Self::name) returns; `None` for any other text.
            #[must_use]
            pub fn from_name(name: &str) -> Option<Self> {
                match name {
                    $($text => Some(Self::$variant),)*
                    _ => None,
                }
            }
        }
    };
}

pub(crate) use named_enum;
