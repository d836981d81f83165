#include "tests/golden/page_lines.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <sstream>

#include "targets/target.h"

namespace sgc {
namespace {

constexpr DiagnosticCode kFirstOfTargets = 4000;
constexpr DiagnosticCode kFirstAfterTargets = 5000;

// Which targets a code of the band 4 belongs to: a hundred codes each.
constexpr const char* kTargetsOfHundred[] = {"nftables", "nftables", "iptables", "xdp",
                                             "tencent",  "aws",      "alibaba",  "tencent,aws,alibaba"};

// The command line of an example that has none of its own.
std::string default_line(const CatalogRow& row) {
  std::string line = "sgc check policy.sg --today 2026-06-01";
  if (row.severity == Severity::Off) line += fmt::format(" -W SGC{}=note", row.code);
  if (row.code >= kFirstOfTargets && row.code < kFirstAfterTargets) {
    line += fmt::format(" -t {}", kTargetsOfHundred[(row.code - kFirstOfTargets) / 100]);
  }
  return line;
}

// A word after -t that no target has, but for those that a page misspells on purpose.
std::optional<std::string> missing_target(const std::string& line) {
  constexpr std::string_view kOption = " -t ";
  const std::size_t option = line.find(kOption);
  if (option == std::string::npos) return std::nullopt;
  const std::size_t begin = option + kOption.size();
  std::istringstream names(line.substr(begin, line.find(' ', begin) - begin));
  for (std::string name; std::getline(names, name, ',');) {
    if (name != "nftable" && targets::find_target(name) == nullptr) return name;
  }
  return std::nullopt;
}

bool needs_root(const std::string& line) {
  return line.find("apply-check") != std::string::npos;
}

}  // namespace

std::vector<std::string> lines_of(const CatalogRow& row, const Example& example) {
  return example.lines.empty() ? std::vector{default_line(row)} : example.lines;
}

std::optional<std::string> why_not_run(const std::vector<std::string>& lines) {
  for (const std::string& line : lines) {
    if (const auto target = missing_target(line)) return "this sgc has no target " + *target;
    if (needs_root(line) && ::geteuid() != 0) return "needs root";
  }
  return std::nullopt;
}

std::optional<std::string> unknown_target_block(const Example& example) {
  const auto policy = example.files.find("policy.sg");
  if (policy == example.files.end()) return std::nullopt;
  std::istringstream lines(policy->second);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string keyword;
    std::string name;
    if (words >> keyword >> name && keyword == "target" && targets::find_target(name) == nullptr) return name;
  }
  return std::nullopt;
}

}  // namespace sgc
