use clap::Args;

/// Print completions for a shell
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  loggia completions bash > ~/.local/share/bash-completion/completions/loggia
  loggia completions zsh > ~/.zfunc/_loggia
  loggia completions fish > ~/.config/fish/completions/loggia.fish")]
pub(crate) struct CompletionsOptions {
    /// Which shell
    #[arg(value_name = "SHELL")]
    pub(crate) shell: clap_complete::Shell,
}
