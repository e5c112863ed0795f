//! `embedding PACKAGE GRANT`: opens a mini-app, and touches what a number on standard input names.

use std::io::BufRead;
use std::sync::Arc;

use anyhow::Context;
use embedding::Kiosk;
use loggia_runtime::package::Package;
use loggia_runtime::{Engine, Limits, MiniApp, Profile, SystemClock};

fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let usage = "use it as: embedding PACKAGE.wasm GRANT.json";
    let (package, grant) = arguments.next().zip(arguments.next()).context(usage)?;
    let limits = Limits::default();
    let package = Package::read(&std::fs::read(&package).context(package)?, &limits)?;
    let grant = serde_json::from_slice(&std::fs::read(&grant).context(grant)?)?;
    let engine = Engine::new(Profile::Embedded)?;
    let app = Arc::new(MiniApp::load(&engine, package, &grant, limits)?);

    let mut kiosk = Kiosk::open(&app, "customer".parse()?, Arc::new(SystemClock))?;
    let mut lines = std::io::stdin().lock().lines();
    loop {
        kiosk.wait()?;
        println!("{}\n", kiosk.text());
        let touchable = kiosk.touchable();
        for (number, (text, _)) in touchable.iter().enumerate() {
            println!("[{number}] {text}");
        }
        println!("[pay] at the till");
        let Some(line) = lines.next().transpose()? else { return Ok(()) };
        if line.trim() == "pay" {
            for slip in kiosk.till().slips() {
                kiosk.till().take_money(slip.payment.id)?;
            }
        } else if let Some((_, path)) =
            line.trim().parse().ok().and_then(|n: usize| touchable.get(n))
            && let Err(error) = kiosk.touch(*path)
        {
            println!("{error:#}");
        }
    }
}
