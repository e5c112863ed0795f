//! What stands beside the code: the manifest, the grant and the icon.

#[test]
fn the_package_is_whole() {
    fake_partner::expect_whole::<travel_server::Wanderlust>(
        env!("CARGO_MANIFEST_DIR"),
        env!("CARGO_PKG_VERSION"),
    );
}
