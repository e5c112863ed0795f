//! What is asked for on the command line.

use std::time::Duration;

use crate::measure::Pace;
use crate::rows::{GROUPS, Group};

pub(crate) enum Arguments {
    /// Measure these.
    Measure { groups: Vec<&'static Group>, pace: Pace, write: bool },
    /// Do only Loggia's side of this, for so long.
    Alone { group: &'static Group, length: Duration },
    /// Say what there is.
    List,
    /// Measure suspended sessions in this store, for the process that asks.
    Suspended { store: String, most: usize },
}

pub(crate) const USAGE: &str = "\
usage: cargo run --release [-- [GROUP…] [--quick] [--write]]

  GROUP…          only these groups of rows
  --list          what groups there are
  --quick         a tenth of the rounds: to see that a row works
  --write         RESULTS.md and the curves beside it
  GROUP --for N   only Loggia's side of the group, N seconds long: for a profiler";

impl Arguments {
    pub(crate) fn parse(arguments: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut arguments = arguments.peekable();
        let (mut groups, mut pace, mut write, mut length) = (Vec::new(), Pace::Full, false, None);
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--list" => return Ok(Self::List),
                "--quick" => pace = Pace::Quick,
                "--write" => write = true,
                "--for" => {
                    let seconds = arguments.next().and_then(|seconds| seconds.parse().ok());
                    length = Some(seconds.ok_or("--for takes a number of seconds")?);
                }
                crate::rows::suspended::CHILD => {
                    let store = arguments.next().ok_or("which store?")?;
                    let most = arguments.next().and_then(|most| most.parse().ok());
                    return Ok(Self::Suspended { store, most: most.ok_or("how many?")? });
                }
                name => {
                    let group = GROUPS.iter().find(|group| group.name == name);
                    groups.push(group.ok_or(format!("there is no {name}"))?);
                }
            }
        }
        match (length, groups.as_slice()) {
            (Some(seconds), [group]) => {
                Ok(Self::Alone { group, length: Duration::from_secs(seconds) })
            }
            (Some(_), _) => Err("--for takes one group".into()),
            (None, []) => Ok(Self::Measure { groups: GROUPS.iter().collect(), pace, write }),
            (None, _) if write => Err("--write takes all groups".into()),
            (None, _) => Ok(Self::Measure { groups, pace, write }),
        }
    }
}
