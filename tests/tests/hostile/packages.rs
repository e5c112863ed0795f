//! Packages that were cut, changed, put together wrongly, or lie.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use loggia_runtime::package::{ManifestProblem, Package, PackageError, imports, pack};
use loggia_runtime::{Limits, LoadError, MiniApp};
use loggia_tests::{
    Core, Lab, Target, full_grant, manifest, mischief_component, mischief_package, package_with,
};
use wasm_encoder::{
    ComponentExportKind, ComponentInstanceSection, ComponentSection, CustomSection, RawSection,
};

fn read(bytes: &[u8]) -> Result<Package, PackageError> {
    Package::read(bytes, &Limits::default())
}

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n and so on";

/// A good package of a few kilobytes, with an asset.
fn small() -> Vec<u8> {
    let assets = BTreeMap::from([("icon.png".to_owned(), PNG.to_vec())]);
    pack(&Core::default().component(), &manifest([], []), &assets, &Limits::default()).unwrap()
}

const SEAL: usize = 46;

/// What somebody would do who changes a package and mends the seal, which is no secret.
fn sealed(mut bytes: Vec<u8>) -> Vec<u8> {
    let hash = {
        let mut hasher = blake3::Hasher::new_derive_key("loggia 2026 package seal");
        hasher.update(&bytes);
        *hasher.finalize().as_bytes()
    };
    custom(&mut bytes, "loggia:seal", &hash);
    bytes
}

fn unsealed(package: &[u8]) -> Vec<u8> {
    package[..package.len() - SEAL].to_vec()
}

fn custom(bytes: &mut Vec<u8>, name: &str, data: &[u8]) {
    CustomSection { name: Cow::Borrowed(name), data: Cow::Borrowed(data) }
        .append_to_component(bytes);
}

/// The sections of a component: where each one's id stands, where its size, where its content.
fn sections(bytes: &[u8]) -> Vec<(usize, Range<usize>, Range<usize>)> {
    let mut sections = Vec::new();
    let mut at = 8;
    while at < bytes.len() {
        let (id, mut end, mut size, mut shift) = (at, at + 1, 0_usize, 0);
        loop {
            let byte = bytes[end];
            end += 1;
            size |= usize::from(byte & 0x7f) << shift;
            shift += 7;
            if byte & 0x80 == 0 {
                break;
            }
        }
        sections.push((id, id + 1..end, end..end + size));
        at = end + size;
    }
    assert_eq!(at, bytes.len());
    sections
}

#[test]
fn the_package_that_the_others_are_made_of_is_good() {
    let package = small();
    let good = read(&package).unwrap();
    assert_eq!(good.asset("icon.png"), Some(PNG));
    assert_eq!(sealed(unsealed(&package)), package, "the seal is made as these tests make it");
    assert!(sections(&unsealed(&package)).len() > 5);
    let again = small();
    assert_eq!(package, again, "the same parts give the same bytes");
}

#[test]
fn a_package_that_is_cut_off_anywhere_is_refused() {
    let package = small();
    for end in 0..package.len() {
        let error = read(&package[..end]).expect_err("it is cut off");
        assert!(matches!(error, PackageError::NoSeal | PackageError::SealBroken), "{end}: {error}");
    }
}

#[test]
fn a_package_that_is_cut_off_at_a_section_and_sealed_again_is_refused() {
    let whole = unsealed(&small());
    let ends = sections(&whole).into_iter().map(|(id, _, _)| id);
    let mut met = std::collections::BTreeSet::new();
    for end in ends.chain([0, 1, 4, 7, 8]) {
        let error = read(&sealed(whole[..end].to_vec()));
        match error {
            Err(error) => {
                met.insert(error.to_string().split(':').next().unwrap().to_owned());
            }
            // Without its asset it is a package still; its manifest does not name one.
            Ok(package) => assert_eq!(package.assets().count(), 0),
        }
    }
    assert!(met.len() >= 2, "cut in different places, it lacks different things: {met:?}");
}

#[test]
fn a_flipped_bit_anywhere_is_refused() {
    let mut package = small();
    for at in 0..package.len() {
        let bit = 1 << (at % 8);
        package[at] ^= bit;
        let error = read(&package).expect_err("it was changed");
        assert!(matches!(error, PackageError::NoSeal | PackageError::SealBroken), "{at}: {error}");
        package[at] ^= bit;
    }
    let mut large = mischief_package();
    for at in (0..large.len()).step_by(997) {
        large[at] ^= 0x80;
        read(&large).expect_err("it was changed");
        large[at] ^= 0x80;
    }
    read(&large).expect("it is as it was");
}

#[test]
fn a_package_that_is_known_is_read_as_before_and_any_other_is_refused() {
    let package = small();
    let first = read(&package).unwrap();
    let known = first.digest();
    let read_known = |bytes: &[u8]| Package::read_known(bytes, &known, &Limits::default());
    let again = read_known(&package).unwrap();
    assert_eq!((again.manifest(), again.digest()), (first.manifest(), known));

    let other = package_with(&Core::default().component(), &manifest([], [])).unwrap();
    let mut changed = unsealed(&package);
    let middle = changed.len() / 2;
    changed[middle] ^= 1;
    for exchanged in [other, sealed(changed), package[..package.len() - 1].to_vec(), Vec::new()] {
        let met = read_known(&exchanged).expect_err("it is another one");
        assert!(matches!(met, PackageError::OtherPackage { known: k, .. } if k == known), "{met}");
    }
}

#[test]
fn a_flipped_byte_with_a_mended_seal_never_brings_the_host_down() {
    let lab = Lab::embedded();
    let whole = unsealed(&small());
    let (mut refused, mut accepted) = (0, 0);
    for at in 8..whole.len() {
        let mut changed = whole.clone();
        changed[at] ^= 0xff;
        let Ok(package) = read(&sealed(changed)) else {
            refused += 1;
            continue;
        };
        accepted += 1;
        // Compiling takes longer than reading: some of them.
        if accepted % 8 == 0
            && let Ok(app) = MiniApp::load(lab.engine(), package, &full_grant(), Limits::default())
        {
            // Whatever it does now, it does in its sandbox.
            let _ = lab.open(&app.into(), "");
        }
    }
    assert!(refused > accepted / 4, "{refused} refused, {accepted} accepted");
    lab.good_mini_app_works();
}

/// A component in which one part calls another with a text: the compiler makes code for that which has the
/// memories of both, and of several memories in one module our engine knows nothing.
const PARTS_THAT_CALL: &str = r#"(component
  (component $callee
    (core module $m
      (memory (export "memory") 1)
      (func (export "f") (param i32 i32))
      (func (export "realloc") (param i32 i32 i32 i32) (result i32) i32.const 0))
    (core instance $i (instantiate $m))
    (func (export "f") (param "text" string)
      (canon lift (core func $i "f") (memory $i "memory") (realloc (func $i "realloc")))))
  (component $caller
    (import "f" (func $f (param "text" string)))
    (core module $memory (memory (export "memory") 1))
    (core instance $l (instantiate $memory))
    (core func $lowered (canon lower (func $f) (memory $l "memory")))
    (core module $m
      (import "" "f" (func $f (param i32 i32)))
      (func (export "go") (call $f (i32.const 0) (i32.const 0))))
    (core instance $i (instantiate $m (with "" (instance (export "f" (func $lowered))))))
    (func (export "go") (canon lift (core func $i "go"))))
  (instance $x (instantiate $callee))
  (instance $y (instantiate $caller (with "f" (func $x "f"))))
  (export "go" (func $y "go")))"#;

#[test]
fn what_the_compiler_panics_over_is_refused_and_the_host_goes_on() {
    let nested = wat::parse_str(PARTS_THAT_CALL).unwrap();
    let whole = unsealed(&small());
    let component = |id: &usize| whole[*id] == 4;
    let before = sections(&whole).iter().filter(|(id, _, _)| component(id)).count();
    let mut changed = whole.clone();
    RawSection { id: 4, data: &nested }.append_to_component(&mut changed);
    let mut instances = ComponentInstanceSection::new();
    let none: [(&str, ComponentExportKind, u32); 0] = [];
    instances.instantiate(u32::try_from(before).unwrap(), none);
    instances.append_to_component(&mut changed);
    let package = read(&sealed(changed)).unwrap();
    for lab in [Lab::embedded(), Lab::server()] {
        let loaded = MiniApp::load(lab.engine(), package.clone(), &full_grant(), Limits::default());
        let refused = loaded.expect_err("the compiler cannot");
        let LoadError::Contract { reason } = refused else { panic!("{refused:?}") };
        assert!(reason.as_str().contains("the compiler does not know what to do"), "{reason}");
        lab.good_mini_app_works();
    }
}

#[test]
fn sections_that_lie_about_their_length_are_refused() {
    let whole = unsealed(&small());
    for (id, size, content) in sections(&whole) {
        let lies = [
            content.len().wrapping_add(1),
            content.len().saturating_sub(1),
            0,
            whole.len(),
            u32::MAX as usize,
        ];
        for lie in lies {
            if lie == content.len() {
                continue;
            }
            let mut lying = whole[..size.start].to_vec();
            leb128(&mut lying, lie as u64);
            lying.extend_from_slice(&whole[content.start..]);
            let error = read(&sealed(lying)).expect_err("it lies");
            assert!(
                matches!(
                    error,
                    PackageError::Malformed { .. }
                        | PackageError::Section { .. }
                        | PackageError::Manifest(_)
                        | PackageError::Asset { .. }
                ),
                "the section at {id} said {lie}: {error:?}",
            );
        }
    }
    // One that is longer than any number.
    let mut lying = whole.clone();
    lying.extend_from_slice(&[0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]);
    assert!(matches!(read(&sealed(lying)).unwrap_err(), PackageError::Malformed { .. }));
}

fn leb128(to: &mut Vec<u8>, mut number: u64) {
    loop {
        let byte = (number & 0x7f) as u8;
        number >>= 7;
        if number == 0 {
            to.push(byte);
            return;
        }
        to.push(byte | 0x80);
    }
}

#[test]
fn an_asset_whose_name_is_longer_than_its_section_is_refused() {
    for data in [&b""[..], b"\x09icon.png", b"\xff", b"\xffshort"] {
        let mut bytes = unsealed(&small());
        custom(&mut bytes, "loggia:asset", data);
        let error = read(&sealed(bytes)).unwrap_err();
        assert!(matches!(error, PackageError::Malformed { .. }), "{data:?}: {error:?}");
    }
}

#[test]
fn bytes_that_are_no_component_are_refused() {
    let module = Core::default().module();
    let error = package_with(&module, &manifest([], [])).unwrap_err();
    assert!(error.to_string().contains("core module"), "{error}");
    for junk in [&b""[..], b"PK\x03\x04", b"\0asm", b"\0asm\x0d\0\x01\0", &[0xff; 4096]] {
        assert!(matches!(read(junk).unwrap_err(), PackageError::NoSeal), "{junk:?}");
        read(&sealed(junk.to_vec())).expect_err("sealed junk is junk");
        package_with(junk, &manifest([], [])).expect_err("nothing to pack");
    }
    assert!(
        imports(b"\0asm\x0d\0\x01\0").unwrap().is_empty(),
        "an empty component asks for nothing"
    );
    imports(b"junk").unwrap_err();
}

#[test]
fn components_inside_components_without_end_are_refused_before_they_cost_anything() {
    let empty = Vec::from(b"\0asm\x0d\0\x01\0");
    let nested = |levels: usize| {
        let inside = (1..levels).fold(empty.clone(), |inside, _| {
            let mut outside = empty.clone();
            wasm_encoder::RawSection { id: 4, data: &inside }.append_to_component(&mut outside);
            outside
        });
        let mut component = Core::default().component();
        wasm_encoder::RawSection { id: 4, data: &inside }.append_to_component(&mut component);
        component
    };
    package_with(&nested(16), &manifest([], [])).expect("odd, and nobody's business but its own");
    for levels in [17, 4_000] {
        let error = package_with(&nested(levels), &manifest([], [])).unwrap_err();
        assert!(matches!(error, PackageError::Malformed { .. }), "{error:?}");
        assert!(error.to_string().contains("16 deep"), "{error}");
        assert_eq!(imports(&nested(levels)).unwrap_err(), error);
    }
}

#[test]
fn a_component_without_the_step_is_refused() {
    let error = package_with(b"\0asm\x0d\0\x01\0", &manifest([], [])).unwrap_err();
    assert_eq!(error, PackageError::NoStep { export: "loggia:app/app@0.1.0" });
    // Right by its name alone.
    let named = wat::parse_str(
        r#"(component (instance $none) (export "loggia:app/app@0.1.0" (instance $none)))"#,
    );
    let package = package_with(&named.unwrap(), &manifest([], [])).unwrap();
    let lab = Lab::embedded();
    let error = lab.load(&package, &full_grant(), &Limits::default()).unwrap_err();
    assert!(matches!(error, loggia_runtime::LoadError::Contract { .. }), "{error:?}");
}

#[test]
fn a_package_that_is_too_large_is_refused_before_it_is_looked_at() {
    let limits = Limits::default();
    let max = limits.component_bytes + limits.asset_bytes;
    let error = read(&vec![0; max + 1]).unwrap_err();
    assert_eq!(error, PackageError::TooLarge { what: "the package", bytes: max + 1, max });
    let mut bytes = unsealed(&small());
    custom(&mut bytes, "padding", &vec![0; limits.component_bytes]);
    let error = read(&sealed(bytes)).unwrap_err();
    assert!(matches!(error, PackageError::TooLarge { what: "the component", .. }), "{error:?}");
}

#[test]
fn a_package_needs_its_seal_at_its_end() {
    let package = small();
    assert_eq!(read(&unsealed(&package)).unwrap_err(), PackageError::NoSeal);
    let mut longer = package.clone();
    custom(&mut longer, "afterwards", b"");
    assert_eq!(read(&longer).unwrap_err(), PackageError::NoSeal);
    let mut other = small();
    let end = other.len();
    other[end - 1] ^= 1;
    assert_eq!(read(&other).unwrap_err(), PackageError::SealBroken);
}

#[test]
fn a_package_has_one_manifest_of_its_own() {
    let component = Core::default().component();
    let error = read(&sealed(component.clone())).unwrap_err();
    assert_eq!(error, PackageError::Section { section: "loggia:manifest", count: 0 });

    let json = serde_json::to_vec(&manifest([], [])).unwrap();
    let mut twice = component.clone();
    custom(&mut twice, "loggia:manifest", &json);
    read(&sealed(twice.clone())).expect("one is right");
    custom(&mut twice, "loggia:manifest", &json);
    let error = read(&sealed(twice)).unwrap_err();
    assert_eq!(error, PackageError::Section { section: "loggia:manifest", count: 2 });

    // One in a module inside of it is nobody's.
    let mut module = wat::parse_str("(module)").unwrap();
    wasm_encoder::Section::append_to(
        &CustomSection { name: Cow::Borrowed("loggia:manifest"), data: Cow::Borrowed(&json) },
        &mut module,
    );
    let mut inside = component;
    let section = wasm_encoder::RawSection { id: 1, data: &module };
    section.append_to_component(&mut inside);
    let error = read(&sealed(inside)).unwrap_err();
    assert_eq!(error, PackageError::Section { section: "loggia:manifest", count: 0 });
}

#[test]
fn a_manifest_that_is_wrong_is_refused() {
    let good = serde_json::to_string(&manifest([], [])).unwrap();
    let with = |json: &[u8]| {
        let mut bytes = Core::default().component();
        custom(&mut bytes, "loggia:manifest", json);
        read(&sealed(bytes))
    };
    with(good.as_bytes()).expect("this one is right");
    let form = [
        good.replace("Mischief", "Mis\\u0000chief").replace("name\":\"Mis", "nom\":\"Mis"),
        good.replacen('{', "{\"admin\":true,", 1),
        good.replace("com.example.mischief", "mischief"),
        good.replace("com.example.mischief", "../mischief"),
        good.replace("1.0.0", "1"),
        good[..good.len() - 1].to_owned(),
        format!("{good} {good}"),
        "[]".repeat(100_000),
        "[".repeat(60_000),
        String::new(),
    ];
    for json in &form {
        let error = with(json.as_bytes()).unwrap_err();
        let shown = json.chars().take(80).collect::<String>();
        assert!(
            matches!(error, PackageError::Manifest(ManifestProblem::Form { .. })),
            "{shown}: {error:?}"
        );
    }
    with(&[0xff, 0xfe, b'{', b'}']).expect_err("no text at all");

    let texts = [
        good.replace("\"Mischief\"", "\"\""),
        good.replace("\"Mischief\"", "\"  \""),
        good.replace("\"Mischief\"", "\"\\u001b[31mBank\""),
        good.replace("\"Mischief\"", "\"\\u202eknaB\""),
        good.replace("\"Mischief\"", &format!("\"{}\"", "m".repeat(33))),
        good.replace("\"Example\"", "\"Your\\nBank\""),
        good.replace("1.0.0", &format!("1.0.0-{}", "a".repeat(59))),
    ];
    for json in &texts {
        let error = with(json.as_bytes()).unwrap_err();
        assert!(
            matches!(error, PackageError::Manifest(ManifestProblem::Text { .. })),
            "{json}: {error:?}"
        );
    }
    let spoken = [
        ("\"Mischief\"", "\"Your bank\"", "name"),
        ("\"Mischief\"", "\"IHRE BANK\"", "name"),
        ("\"Example\"", "\"Ex\u{430}mple\"", "partner.name"),
        ("\"Obey\"", "\"Deine Bank fragt\"", "intents"),
        ("\"description\":\"\"", "\"description\":\"Votre banque\"", "description"),
    ];
    for (from, to, place) in spoken {
        assert!(good.contains(from), "{from} in {good}");
        let error = with(good.replace(from, to).as_bytes()).unwrap_err();
        let PackageError::Manifest(ManifestProblem::Wording { field, wording }) = &error else {
            panic!("{to}: {error:?}")
        };
        assert_eq!(field.as_str(), place, "{wording}");
    }
    for locales in ["[]", "[\"en\",\"en\"]", "[\"English\"]", "[\"\"]"] {
        let error = with(good.replace("[\"en\"]", locales).as_bytes()).unwrap_err();
        assert_eq!(error, PackageError::Manifest(ManifestProblem::Locales), "{locales}");
    }
}

#[test]
fn a_manifest_asks_for_what_is_imported_and_for_nothing_else() {
    let storage = "loggia:storage/storage";
    let mischief = mischief_component(Target::Unknown);
    let all: Vec<_> = full_grant().granted().collect();
    for missing in &all {
        let rest = all.iter().copied().filter(|name| name != missing);
        let error = package_with(mischief, &manifest(rest, [])).unwrap_err();
        assert_eq!(error, PackageError::NotAskedFor { interface: missing });
    }
    let plain = Core::default().component();
    for asks in [manifest([storage], []), manifest([], [storage])] {
        let error = package_with(&plain, &asks).unwrap_err();
        assert!(
            matches!(&error, PackageError::NotImported { interface } if interface.as_str() == storage),
            "{error:?}"
        );
    }
    for unknown in ["loggia:accounts/accounts", "wasi:cli/exit", "loggia:storage/storage@0.1.0", ""]
    {
        let error = package_with(&plain, &manifest([unknown], [])).unwrap_err();
        assert!(matches!(error, PackageError::UnknownImport { .. }), "{unknown}: {error:?}");
    }
    let both = manifest(all.iter().copied(), [storage]);
    let error = package_with(mischief, &both).unwrap_err();
    assert!(
        matches!(error, PackageError::Manifest(ManifestProblem::AskedTwice { .. })),
        "{error:?}"
    );
    // What is always there is nobody's to ask for.
    let asks = manifest(all.iter().copied().chain(["loggia:platform/diagnostics"]), []);
    package_with(mischief, &asks).expect("asking for it is superfluous, and harmless");
}

#[test]
fn imports_that_nobody_offers_are_refused_by_name() {
    let import = |import: &str, package: &str| Core {
        imports: format!(r#"(import "{import}" "anything" (func))"#).into(),
        world: format!("import {import};").into(),
        packages: package.to_owned().into(),
        ..Core::default()
    };
    let anything = |name: &str| {
        let (package, rest) = name.split_once('/').unwrap();
        let (interface, version) = rest.split_once('@').unwrap();
        let package = format!(
            "package {package}@{version} {{ interface {interface} {{ anything: func(); }} }}"
        );
        import(name, &package).component()
    };
    for name in
        ["evil:net/sockets@1.0.0", "loggia:fortunes/fortunes@0.1.0", "loggia:storage/vault@9.0.0"]
    {
        let error = package_with(&anything(name), &manifest([], [])).unwrap_err();
        assert!(
            matches!(&error, PackageError::UnknownImport { import } if import.as_str() == name),
            "{error:?}"
        );
    }
    let error = package_with(
        &anything("loggia:storage/storage@0.2.0"),
        &manifest(["loggia:storage/storage"], []),
    )
    .unwrap_err();
    assert!(
        matches!(&error, PackageError::UnsupportedVersion { offered: "0.1.0", .. }),
        "{error:?}"
    );

    // A function of the world itself.
    let core = Core {
        imports: r#"(import "$root" "open-the-vault" (func))"#.into(),
        world: "import open-the-vault: func();".into(),
        ..Core::default()
    };
    let error = package_with(&core.component(), &manifest([], [])).unwrap_err();
    assert!(
        matches!(&error, PackageError::UnknownImport { import } if import.as_str() == "open-the-vault"),
        "{error:?}"
    );
}

#[test]
fn an_import_of_another_form_than_the_contract_s_is_refused_at_load() {
    // Its name is right, its type is not.
    let component = wat::parse_str(
        r#"(component
            (import "loggia:storage/storage@0.1.0" (instance (export "get" (func (param "key" u32)))))
            (instance $none) (export "loggia:app/app@0.1.0" (instance $none)))"#,
    );
    let package =
        package_with(&component.unwrap(), &manifest(["loggia:storage/storage"], [])).unwrap();
    Lab::each(|lab| {
        let error = lab.load(&package, &full_grant(), &Limits::default()).unwrap_err();
        assert!(matches!(error, loggia_runtime::LoadError::Contract { .. }), "{error:?}");
    });
}

#[test]
fn assets_that_are_wrong_are_refused() {
    let with = |name: &str, bytes: &[u8]| {
        let assets = BTreeMap::from([(name.to_owned(), bytes.to_vec())]);
        pack(&Core::default().component(), &manifest([], []), &assets, &Limits::default())
    };
    with("a-b_c.1.png", PNG).expect("this one is right");
    let long = "n".repeat(65);
    let longer = "n".repeat(300);
    for name in [
        "", ".", "..", ".hidden", "../a.png", "a/b.png", "a\\b.png", "A.png", "é.png", "a b",
        "a\0b", &long, &longer,
    ] {
        let error = with(name, PNG).unwrap_err();
        assert!(
            matches!(error, PackageError::Asset { .. } | PackageError::Malformed { .. }),
            "{name:?}: {error:?}"
        );
    }
    for bytes in
        [&b""[..], b"<svg onload=alert(1)>", b"GIF89a", b"\x89PNG", b"RIFF\0\0\0\0WAVE", b"\0asm"]
    {
        let error = with("a.png", bytes).unwrap_err();
        assert!(matches!(error, PackageError::Asset { .. }), "{bytes:?}: {error:?}");
    }
    // Twice the same name.
    let mut bytes = unsealed(&small());
    custom(&mut bytes, "loggia:asset", &[&[8], &b"icon.png"[..], PNG].concat());
    let error = read(&sealed(bytes)).unwrap_err();
    assert!(matches!(error, PackageError::Asset { problem: "is there twice", .. }), "{error:?}");

    let mut icon = manifest([], []);
    icon.icon = Some("icon.png".into());
    let error = package_with(&Core::default().component(), &icon).unwrap_err();
    assert!(matches!(error, PackageError::Asset { .. }), "{error:?}");
}

#[test]
fn features_that_the_engine_lacks_are_refused_when_the_package_is_read() {
    let threads = r#"(memory (export "memory") 2 2 shared)"#;
    let wide = r#"(memory (export "memory") i64 2)"#;
    for memory in [threads, wide] {
        let module = Core { memory: memory.into(), ..Core::default() }.module();
        // No encoder makes a mini-app of these: put the module beside a good one.
        let mut bytes = Core::default().component();
        wasm_encoder::RawSection { id: 1, data: &module }.append_to_component(&mut bytes);
        let error = package_with(&bytes, &manifest([], [])).unwrap_err();
        assert!(matches!(error, PackageError::Malformed { .. }), "{memory}: {error:?}");
    }
    for module in [
        "(module (memory 1) (memory 1))",
        "(module (func (param i32) (return_call 0 (local.get 0))))",
        "(module (tag))",
        "(module (type (struct)))",
        "(module (func (result v128) (i8x16.relaxed_swizzle (v128.const i64x2 0 0) (v128.const i64x2 0 0))))",
    ] {
        let section = wat::parse_str(module).unwrap();
        let mut bytes = Core::default().component();
        wasm_encoder::RawSection { id: 1, data: &section }.append_to_component(&mut bytes);
        let error = package_with(&bytes, &manifest([], [])).unwrap_err();
        assert!(matches!(error, PackageError::Malformed { .. }), "{module}: {error:?}");
    }
}

#[test]
fn a_package_with_as_many_pictures_as_it_may_have_is_loaded() {
    let limits = Limits::default();
    let mut picture = b"\x89PNG\r\n\x1a\n".to_vec();
    picture.resize(limits.asset_bytes, 0);
    let assets = BTreeMap::from([("large.png".to_owned(), picture)]);
    let component = Core::default().component();
    let package = pack(&component, &manifest([], []), &assets, &limits).unwrap();
    let package = Package::read(&package, &limits).unwrap();
    assert!(package.component_bytes() < component.len() + 4_096);
    let lab = Lab::embedded();
    MiniApp::load(lab.engine(), package, &full_grant(), limits).expect("pictures are no code");
}
