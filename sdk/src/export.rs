/// Makes the component out of a [`MiniApp`](crate::MiniApp): one line at the end of its `lib.rs`.
///
/// ```ignore
/// loggia_sdk::export!(Coffee);
/// ```
///
/// Natively, where tests run, it only checks that the type is a mini-app.
#[macro_export]
macro_rules! export {
    ($app:ty) => {
        const _: fn() = || {
            fn is_a_mini_app<A: $crate::MiniApp>() {}
            is_a_mini_app::<$app>();
        };

        #[cfg(target_arch = "wasm32")]
        #[allow(unsafe_code, reason = "the component's exported functions, made by wit-bindgen")]
        const _: () = {
            struct Component;

            impl $crate::bindings::exports::loggia::app::app::Guest for Component {
                fn step(
                    state: ::core::option::Option<::std::vec::Vec<u8>>,
                    event: $crate::bindings::loggia::app::events::Event,
                ) -> ::core::result::Result<
                    $crate::bindings::exports::loggia::app::app::Next,
                    $crate::bindings::exports::loggia::app::app::Failure,
                > {
                    $crate::panic::report_to_host();
                    $crate::step::<$app>(state, event)
                }
            }

    $crate::bindings::export_component!(Component with_types_in $crate::bindings);
        };
    };
}
