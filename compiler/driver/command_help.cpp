// `sgc help`: the page of a diagnostic, by its code or name; the list of them; what a command takes; the overview.
#include <fmt/format.h>

#include <algorithm>

#include "compiler/diag/catalog.h"
#include "compiler/diag/pages.h"
#include "compiler/driver/commands.h"
#include "compiler/driver/numbers.h"
#include "compiler/driver/report.h"
#include "compiler/support/suggest.h"

namespace sgc::driver {
namespace {

constexpr int kHighestCode = 9999;

// "SGC3006", "sgc3006", "3006", or the name "late-deny".
const CatalogRow* row_of(std::string topic) {
  std::transform(topic.begin(), topic.end(), topic.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  const auto rows = diagnostic_catalog();
  const auto named =
      std::find_if(rows.begin(), rows.end(), [&](const CatalogRow& row) { return row.name == topic; });
  if (named != rows.end()) return &*named;

  const std::string_view digits = std::string_view(topic).substr(topic.starts_with("sgc") ? 3 : 0);
  const auto code = parse_number(digits, 0, kHighestCode);
  return code ? find_diagnostic(static_cast<DiagnosticCode>(*code)) : nullptr;
}

std::optional<std::string_view> page_of(const CatalogRow& row) {
  const std::string name = fmt::format("SGC{}.md", row.code);
  const auto pages = diagnostic_pages();
  const auto found =
      std::find_if(pages.begin(), pages.end(), [&](const EmbeddedFile& page) { return page.name == name; });
  return found == pages.end() ? std::nullopt : std::optional(found->text);
}

// Every code with its name, in the order of codes.
std::string list_of_codes() {
  std::string text;
  for (const CatalogRow& row : diagnostic_catalog()) text += fmt::format("SGC{}  {}\n", row.code, row.name);
  return text;
}

Diagnostic unknown(const std::string& topic) {
  std::vector<std::string_view> names;
  for (const CatalogRow& row : diagnostic_catalog()) names.push_back(row.name);
  const auto near = suggest(topic, names);
  return diagnose(kind::UnknownCode, {}, topic)
      .with_help(near ? fmt::format("did you mean '{}'?", *near)
                      : std::string("a code looks like SGC3006, and stands in brackets behind the severity; "
                                    "`sgc help codes` lists all"));
}

}  // namespace

ExitStatus run(const HelpCommand& command, const World& world) {
  if (command.topic.empty()) return print_result(world, overview());
  if (const auto usage = usage_of(command.topic)) return print_result(world, *usage);

  if (command.topic == kTopicOfCodes) return print_result(world, list_of_codes());

  const CatalogRow* row = row_of(command.topic);
  const auto page = row == nullptr ? std::nullopt : page_of(*row);
  if (!page) return report(world, unknown(command.topic));
  return print_result(world, *page);
}

}  // namespace sgc::driver
