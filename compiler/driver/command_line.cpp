#include "compiler/driver/command_line.h"

namespace sgc::driver {
namespace {

using Raw = RawOptions;

constexpr std::string_view kWhens = "auto always never";

constexpr OptionRow kPolicyOptions[] = {
    {"-I", "DIR", "look for includes here too; may be read", &Raw::include_folders, Completes::Folder},
    {"-W", "CODE=SEVERITY",
     "how much a finding weighs: off, note, warning, error; -Werror: warnings are errors", &Raw::severities,
     Completes::Severities},
    {"--today", "YYYY-MM-DD", "the day that `expires` is held against", &Raw::today},
    {"--format", "FORMAT", "of the diagnostics: text, json, sarif", &Raw::format, Completes::Words,
     "text json sarif"},
    {"--color", "WHEN", "auto, always, never; NO_COLOR is respected", &Raw::color, Completes::Words, kWhens},
    {"--progress", "WHEN", "auto, always, never: what is being done, on long work", &Raw::progress,
     Completes::Words, kWhens},
    {"-j", "N", "how many things to do at a time; the output is the same", &Raw::jobs},
    {"-q", "", "errors only", &Raw::quiet},
    {"-v", "", "timings and counts of each stage, and more notes", &Raw::verbose},
};

constexpr OptionRow kTargets = {"-t", "TARGET,…", "what to compile for; see `sgc targets`", &Raw::targets,
                                Completes::Targets};

constexpr OptionRow kNearlyEverywhere = {
    "--nearly-everywhere", "PERCENT",
    "from how much of the Internet's addresses on a port is open to everybody: 1 to 100, else 75 (SGC3020, SGC3021)",
    &Raw::nearly_everywhere};

constexpr OptionRow kPlainFormat = {"--format",   "FORMAT",         "of the answer: text, json",
                                    &Raw::format, Completes::Words, "text json"};

constexpr OptionRow kCompileOptions[] = {
    kTargets,
    {"-o", "DIR", "the folder to write to", &Raw::output, Completes::Folder},
    {"--point", "NAME", "only this point; may be given more than once", &Raw::points},
    {"-M", "FILE", "write what was read as a depfile, for Make and Ninja", &Raw::depfile, Completes::AnyFile},
    {"--manifest", "FILE", "where the list of artefacts goes instead of DIR/manifest.json", &Raw::manifest,
     Completes::Manifest},
    {"--emit", "WHAT", "print what was understood as JSON instead: ast, ir", &Raw::emit, Completes::Words,
     "ast ir"},
    {"--shard", "I/N", "only this share of the points: 3/8 is the third of eight", &Raw::shard},
    {"--verify", "", "prove each artefact after emitting it", &Raw::verify},
    {"--keep-times", "", "leave an unchanged artefact's time stamp as it was", &Raw::keep_times},
    kNearlyEverywhere,
};

constexpr OptionRow kCheckOptions[] = {kTargets, kNearlyEverywhere};

constexpr OptionRow kVerifyOptions[] = {
    {"-t", "TARGET,…", "only the files of these targets", &Raw::targets, Completes::Targets},
};

constexpr OptionRow kExplainOptions[] = {
    {"--point", "NAME", "ask one list of this point", &Raw::points},
    {"--direction", "DIRECTION", "inbound, outbound: which list of the point", &Raw::direction,
     Completes::Words, "inbound outbound"},
};

constexpr OptionRow kTargetsOptions[] = {
    kPlainFormat,
    {"--names", "", "only their names, one a line", &Raw::names},
};

constexpr OptionRow kApplyCheckOptions[] = {kPlainFormat};

constexpr OptionRow kMergeOptions[] = {
    {"-o", "FILE", "write to this file instead of standard output", &Raw::output, Completes::Manifest},
};

constexpr std::string_view kPolicies = "policies, read as one; - is standard input";
constexpr bool kReadsPolicy = true;

constexpr CommandRow kCommands[] = {
    {"compile", "compile FILE… -t TARGET[,TARGET…] -o DIR",
     "check, prove the assertions, and write what the targets need", "FILE", kPolicies, Completes::Policy,
     kCompileOptions, kReadsPolicy, make_compile},
    {"check", "check FILE…", "the same without output", "FILE", kPolicies, Completes::Policy, kCheckOptions,
     kReadsPolicy, make_check},
    {"verify", "verify FILE… DIR", "read emitted files back and prove that they say what the policy says",
     "FILE… DIR", "policies, and the folder that sgc compile wrote", Completes::Policy, kVerifyOptions,
     kReadsPolicy, make_verify},
    {"explain", "explain FILE… \"tcp 203.0.113.9 -> edge 80\"",
     "one packet's way: every list it meets, every rule tried", "FILE… PACKET",
     "policies and a packet: \"tcp 203.0.113.9:40000 -> edge 80\", \"icmp:echo-request 192.0.2.1 -> "
     "10.0.1.5\"",
     Completes::Policy, kExplainOptions, kReadsPolicy, make_explain},
    {"targets", "targets", "the targets, their options, and what each can express", "", "",
     Completes::Nothing, kTargetsOptions, false, make_targets},
    {"help",
     "help [CODE]",
     "what a diagnostic means, with an example and its mend",
     "TOPIC",
     "a code, a finding's name, a command; codes: the list of all",
     Completes::Topic,
     {},
     false,
     make_help},
    {"prelude",
     "prelude",
     "the built-in services and groups",
     "",
     "",
     Completes::Nothing,
     {},
     false,
     make_prelude},
    {"apply-check", "apply-check DIR",
     "try each emitted file against this machine's kernel, applying nothing", "DIR",
     "a folder that sgc compile wrote", Completes::Folder, kApplyCheckOptions, false, make_apply_check},
    {"merge-manifest", "merge-manifest PART…", "join the manifests of shares: nothing missing, nothing twice",
     "PART", "manifests that were written with --shard", Completes::Manifest, kMergeOptions, false,
     make_merge_manifest},
};

constexpr GlobalRow kGlobals[] = {
    {"--help", "", "the commands; `sgc COMMAND --help` says what one takes"},
    {"--version", "", "which sgc this is"},
    {"--completion", "SHELL", "what makes a shell complete sgc: bash, zsh, fish", "bash zsh fish"},
    {"--manual", "", "the manual page, for man(1)"},
};

}  // namespace

std::span<const CommandRow> command_rows() {
  return kCommands;
}

std::span<const OptionRow> policy_options() {
  return kPolicyOptions;
}

std::vector<OptionRow> options_of(const CommandRow& command) {
  std::vector<OptionRow> rows(command.options.begin(), command.options.end());
  if (command.reads_policy) rows.insert(rows.end(), std::begin(kPolicyOptions), std::end(kPolicyOptions));
  return rows;
}

std::span<const GlobalRow> global_rows() {
  return kGlobals;
}

}  // namespace sgc::driver
