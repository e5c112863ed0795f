//! What wit-bindgen makes of the contract in `wit/`: the wire types, and on Wasm the imported functions.
//!
//! Partners meet the SDK's own types instead; only [`export!`](crate::export) reaches in here.

wit_bindgen::generate!({
    path: "../wit",
    world: "mini-app",
    generate_all,
    pub_export_macro: true,
    export_macro_name: "export_component",
    default_bindings_module: "loggia_sdk::bindings",
    additional_derives: [PartialEq],
});
