//! `compile-worker MANNER`: a compile worker for the tests. An honest one, or one that does not do what
//! it is asked to.
#![allow(
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot be set up has failed"
)]

use std::io::{self, Read, Write, stdin, stdout};
use std::thread::sleep;
use std::time::Duration;

use loggia_runtime::code::serve_worker;
use loggia_tests::TARRY;

fn main() -> io::Result<()> {
    let manner = std::env::args().nth(1).unwrap_or_default();
    match manner.as_str() {
        "honest" => serve_worker(stdin().lock(), stdout().lock()),
        // Compiles what carries the mark for longer than anybody waits.
        "tarrying" => {
            let mut order = Vec::new();
            stdin().read_to_end(&mut order)?;
            if order.windows(TARRY.len()).any(|part| part == TARRY.as_bytes()) {
                hang();
            }
            serve_worker(order.as_slice(), stdout().lock())
        }
        "deaf" => hang(),
        "silent" => Ok(()),
        "complaining" => {
            let variables = std::env::vars_os().count();
            eprintln!("\u{1b}[31mwith {variables} variables {}", "no way ".repeat(100_000));
            std::process::exit(7);
        }
        "panicking" => panic!("memory allocation of 9 bytes failed"),
        "babbling" => stdout().write_all(b"compiled? of course, here you are: \x7fELF"),
        // Until nobody listens any more.
        "flooding" => loop {
            stdout().write_all(&[0; 65536])?;
        },
        // Of another profile, and to the order of another engine.
        "foreign" => altered(|order| order[16] ^= 1, |_| ()),
        "mistaken" => altered(|order| order[17] ^= 1, |_| ()),
        "cut" => altered(|_| (), |answer| answer.truncate(answer.len() / 2)),
        "flipped" => altered(|_| (), |answer| answer.iter_mut().skip(1000).for_each(|b| *b ^= 1)),
        "lengthened" => altered(|_| (), |answer| answer.push(0)),
        other => panic!("{other}: no such manner"),
    }
}

/// An honest answer to an order that was changed, changed itself.
fn altered(order: impl Fn(&mut Vec<u8>), answer: impl Fn(&mut Vec<u8>)) -> io::Result<()> {
    let (mut asked, mut said) = (Vec::new(), Vec::new());
    stdin().read_to_end(&mut asked)?;
    order(&mut asked);
    serve_worker(asked.as_slice(), &mut said)?;
    answer(&mut said);
    stdout().write_all(&said)
}

fn hang() -> ! {
    loop {
        sleep(Duration::from_secs(60));
    }
}
