#include "targets/xdp/print.h"

#include <fmt/format.h>

#include <iterator>

#include "compiler/support/assert.h"
#include "targets/xdp/header_text.h"
#include "targets/xdp/tables_text.h"
#include "targets/xdp/template_text.h"

namespace sgc::targets::xdp {
namespace {

constexpr std::string_view kHeaderBegins = "/*\n";
constexpr std::string_view kHeaderEnds = " */\n";
constexpr std::string_view kPolicyBegins = "/* ==== the policy ====";
constexpr std::string_view kProgramBegins = "/* ==== the program ====";

void append_rules(std::string& out, const Program& program) {
  out += "/*\n * The rules, as they are counted:\n";
  for (std::size_t i = 0; i < program.rules.size(); ++i) {
    const CountedRule& rule = program.rules[i];
    fmt::format_to(std::back_inserter(out), " * {:5}  {}  {}\n", i, rule.place, rule.text);
  }
  out += " */\n";
}

void append_settings(std::string& out, const Program& program) {
  fmt::format_to(std::back_inserter(out),
                 "#define SGC_TRACKED {:d}\n#define SGC_BASELINE {:d}\n#define SGC_COUNTERS {:d}\n"
                 "#define SGC_DEFAULT 0x{:08x}\n\n",
                 program.settings.tracked, program.settings.baseline, program.settings.counters, program.otherwise);
}

void append_counters(std::string& out, const Program& program) {
  const auto back = std::back_inserter(out);
  const std::size_t groups = (program.rules.size() - 1) / kRulesAGroup + 1;
  fmt::format_to(back, "#define SGC_RULE_GROUPS {}\nstruct sgc_rules {{\n", groups);
  if (groups == 1) {
    for (const CountedRule& rule : program.rules) fmt::format_to(back, "\tstruct sgc_count {};\n", rule.counter);
  } else {
    fmt::format_to(back, "\tstruct sgc_count rule[{}]; /* rule N: at key N / {}, number N % {} */\n", kRulesAGroup,
                   kRulesAGroup, kRulesAGroup);
  }
  out += "};\n\n";
}

}  // namespace

TemplateParts template_parts() {
  const std::string_view text = xdp_templates().front().text;
  const std::size_t header = text.find(kHeaderBegins);
  const std::size_t header_end = text.find(kHeaderEnds, header) + kHeaderEnds.size();
  const std::size_t policy = text.find('\n', text.find(kPolicyBegins)) + 1;
  const std::size_t program = text.find(kProgramBegins);
  SGC_ASSERT(header < header_end && header_end < policy && policy < program && program < text.size(),
             "the template has its parts");
  return {text.substr(0, header), text.substr(header_end, policy - header_end), text.substr(policy, program - policy),
          text.substr(program)};
}

std::string policy_text(const Program& program) {
  std::string out = "\n";
  append_rules(out, program);
  append_settings(out, program);
  append_counters(out, program);
  append_tables(out, program.tables);
  out += '\n';
  return out;
}

std::string print(const Program& program) {
  const TemplateParts parts = template_parts();
  std::string out(parts.before_header);
  out += header_text(program);
  out += parts.before_policy;
  out += policy_text(program);
  out += parts.program;
  return out;
}

}  // namespace sgc::targets::xdp
