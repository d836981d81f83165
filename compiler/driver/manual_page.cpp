#include "compiler/driver/manual_page.h"

#include <fmt/format.h>

#include <string_view>

#include "compiler/driver/command_line.h"
#include "compiler/driver/commands.h"
#include "compiler/driver/report.h"
#include "compiler/driver/version.h"

namespace sgc::driver {
namespace {

// The parts that no table holds.
constexpr std::string_view kDescription =
    R"(sgc reads a policy, which says who may talk to whom over what and where that is enforced, proves what can be
proven about it, and writes the rules of each place: files for the tools of hosts, API calls for clouds.
.PP
What it writes is the same, byte for byte, for the same inputs. A run that fails leaves every file as it was;
one that succeeds writes all of them, and each is the old file or the new one at any moment. Files that the
manifest of the run before lists and that the policy no longer gives are removed, but for runs with
\fB\-\-point\fR or \fB\-\-shard\fR.
.PP
An assertion is proved over all packets before anything is written. This one keeps a policy from locking out
those who look after the machines:
.PP
.RS
.nf
assert allow ssh from admins to backend
.fi
.RE
)";

constexpr std::string_view kEnd = R"(.SH EXIT STATUS
.TP
.B 0
Done.
.TP
.B 1
The policy has errors; a file that \fBverify\fR read says something else; one that \fBapply\-check\fR tried is
refused; parts do not fit together.
.TP
.B 2
The command line is wrong.
.TP
.B 3
A file could not be read or written.
.TP
.B 70
A bug in sgc. Nothing was written.
.SH FILES
.TP
.I DIR/manifest.json
What was written and what was read, each with its size and SHA\-256.
.TP
.I DIR/nftables, DIR/iptables, DIR/xdp
One file or a few for each point that hosts enforce.
.TP
.I DIR/tencent, DIR/aws, DIR/alibaba
One plan for each cloud, and a file for each of its calls.
.SH ENVIRONMENT
.TP
.B NO_COLOR
Where it is set, diagnostics are not coloured, but on request.
.TP
.B SOURCE_DATE_EPOCH
The moment, in seconds since 1970\-01\-01, whose day is today where \fB\-\-today\fR does not say.
.SH EXAMPLES
.nf
sgc check policy.sg
sgc compile policy.sg prod.sg \-t nftables,xdp \-o rules \-M rules.d
sgc explain policy.sg "tcp 203.0.113.9 \-> edge 80"
sgc verify policy.sg prod.sg rules
sgc apply\-check rules
sgc help SGC3006
.fi
.SH SEE ALSO
.BR nft (8),
.BR iptables\-restore (8),
.BR ipset (8),
.BR bpftool (8)
.PP
The language, and files for pipelines and for applying: \fI/usr/share/doc/sgc\fR.
)";

// A text as roff reads it anywhere in a line.
std::string roff_escaped(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    constexpr std::string_view kEllipsis = "…";
    if (text.substr(at).starts_with(kEllipsis)) {
      out += "\\|.\\|.\\|.";
      at += kEllipsis.size() - 1;
    } else if (text[at] == '\\') {
      out += "\\e";
    } else if (text[at] == '-') {
      out += "\\-";
    } else if (text[at] == '`') {
      out += "\\(ga";
    } else if (text[at] == '\'') {
      out += "\\(aq";
    } else if (text[at] == '"') {
      out += "\\(dq";
    } else {
      out += text[at];
    }
  }
  return out;
}

std::string sentence(std::string_view text) {
  std::string line = roff_escaped(text) + ".\n";
  if (line.front() >= 'a' && line.front() <= 'z') line.front() = static_cast<char>(line.front() - 'a' + 'A');
  return line;
}

// `name` may be empty: an operand has a value alone.
std::string option_paragraph(std::string_view name, std::string_view value, std::string_view what) {
  std::string title;
  if (!name.empty()) title = fmt::format("\\fB{}\\fR", roff_escaped(name));
  if (!value.empty()) title += fmt::format("{}\\fI{}\\fR", title.empty() ? "" : " ", roff_escaped(value));
  return ".TP\n" + title + "\n" + sentence(what);
}

std::string command_section(const CommandRow& command) {
  std::string text = fmt::format(".SS sgc {}\n{}", roff_escaped(command.form), sentence(command.sentence));
  if (!command.operand.empty()) text += option_paragraph("", command.operand, command.operand_sentence);
  for (const OptionRow& option : command.options)
    text += option_paragraph(option.name, option.value, option.sentence);
  if (command.reads_policy) text += ".PP\nAnd the options of every command that reads a policy, below.\n";
  return text;
}

}  // namespace

std::string manual_page() {
  std::string text = fmt::format(".TH SGC 1 \"\" \"sgc {}\" \"User Commands\"\n", kVersion);
  text += ".SH NAME\nsgc \\- the security group compiler\n.SH SYNOPSIS\n.nf\n";
  for (const CommandRow& row : command_rows()) text += fmt::format("sgc {}\n", roff_escaped(row.form));
  text += ".fi\n.SH DESCRIPTION\n" + std::string(kDescription);

  text += ".SH COMMANDS\n";
  for (const CommandRow& row : command_rows()) text += command_section(row);
  text += ".SH OPTIONS OF EVERY COMMAND THAT READS A POLICY\n";
  for (const OptionRow& option : policy_options())
    text += option_paragraph(option.name, option.value, option.sentence);
  text += ".SH OPTIONS IN PLACE OF A COMMAND\n";
  for (const GlobalRow& row : global_rows()) text += option_paragraph(row.name, row.value, row.sentence);
  return text + std::string(kEnd);
}

ExitStatus run(const ManualCommand&, const World& world) {
  return print_result(world, manual_page());
}

}  // namespace sgc::driver
