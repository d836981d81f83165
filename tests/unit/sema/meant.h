// A policy's text and what sema makes of it, in words that a test can compare: rule lists line by line, addresses,
// and what was said.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/driver/compile.h"
#include "compiler/driver/memory_loader.h"
#include "compiler/ir/evaluate.h"
#include "compiler/net/parse_address.h"

namespace sgc {

using Lines = std::vector<std::string>;

class Meant {
 public:
  using Files = std::map<std::string, std::string>;

  // 2026-06-01, the day on which policies of tests are compiled.
  static constexpr std::int32_t kToday = 20605;

  // `files` stand beside policy.sg; `more` names those of them that are FILEs of the command line too.
  explicit Meant(const std::string& text, Files files = {}, std::int32_t today = kToday, bool verbose = false,
                 const Lines& more = {})
      : run_(SeverityPolicy{}) {
    driver::MemoryLoader loader;
    loader.add("policy.sg", text);
    for (const auto& [path, bytes] : files) loader.add(path, bytes);

    std::vector<LoadedFile> roots{loader.load_include("policy.sg", "")};
    for (const std::string& path : more) roots.push_back(loader.load_include(path, ""));
    driver::CompileSettings settings;
    settings.today = today;
    settings.verbose = verbose;
    driver::StageLog log;
    run_ = driver::understand(roots, loader, settings, SeverityPolicy{}, log);
    run_.sink.finish();
  }

  const ir::Policy& policy() const { return run_.policy; }
  bool has_errors() const { return run_.sink.has_errors(); }

  // "5:20 SGC2001 message | 1:7 a note | the help", without notes of severity Note but those asked for.
  Lines findings(std::initializer_list<DiagnosticCode> with_notes = {}) const {
    Lines lines;
    for (const Diagnostic& d : run_.sink.all()) {
      const bool asked = std::find(with_notes.begin(), with_notes.end(), d.code) != with_notes.end();
      if (d.severity != Severity::Note || asked) lines.push_back(show(d));
    }
    return lines;
  }

  // All that was said, for the message of a failing test.
  std::string said() const {
    std::string text;
    for (const Diagnostic& d : run_.sink.all()) text += show(d) + "\n";
    return text;
  }

  const ir::Point& point(std::string_view name) const { return policy().point(policy().find_point(name).value()); }

  // The addresses of a group, point, network or prefix list.
  std::string addresses(std::string_view name) const {
    for (const ir::Group& group : policy().groups) {
      if (group.name == name && !(group.prelude && shadowed(name))) return text(group.addresses);
    }
    for (const ir::Network& network : policy().networks) {
      if (network.name == name) return text(network.cidr);
    }
    for (const ir::PrefixList& list : policy().prefix_lists) {
      if (list.name == name) return text(list.addresses);
    }
    const auto point = policy().find_point(name);
    return point ? text(policy().point(*point).addresses) : "there is no such name";
  }

  std::string service(std::string_view name) const {
    const ir::NamedService* found = nullptr;
    for (const ir::NamedService& entry : policy().services) {
      if (entry.name == name && (found == nullptr || found->prelude)) found = &entry;
    }
    return found == nullptr ? "there is no such name" : to_string(policy().service_set(found->services));
  }

  // A line a rule: "allow tcp 22 from 198.51.100.0/24 to any (rule 5)", the number being its line; the last one is
  // "default deny".
  Lines list(std::string_view name, ir::Direction direction) const {
    Lines lines;
    const ir::RuleList& rules = point(name).list(direction);
    for (const ir::Rule& rule : rules.rules) lines.push_back(show(rule));
    lines.push_back(fmt::format("default {}", to_string(rules.otherwise.verdict)));
    return lines;
  }
  Lines inbound(std::string_view name) const { return list(name, ir::Direction::Inbound); }
  Lines outbound(std::string_view name) const { return list(name, ir::Direction::Outbound); }

  // What the first rule of the list that matches says of a TCP packet.
  std::string verdict(std::string_view name, ir::Direction direction, std::string_view from, std::string_view to,
                      std::uint16_t port) const {
    const AddressRange source = parse_address(from).range;
    const AddressRange destination = parse_address(to).range;
    constexpr std::uint16_t kSourcePort = 40000;
    const ir::Packet packet{source.family, protocol::kTcp, source.first, destination.first, kSourcePort, port};
    return std::string(to_string(ir::evaluate(policy(), point(name).list(direction), packet).verdict));
  }

  std::string text(ir::AddressSetId id) const {
    const AddressSet& set = policy().addresses(id);
    if (set.is_any()) return "any";
    constexpr std::size_t kMost = 40;
    return set.empty() ? "nothing" : to_string(set, kMost);
  }
  std::string text(ir::WhoId who) const { return text(policy().whos[who].addresses); }

 private:
  bool shadowed(std::string_view name) const {
    return std::any_of(policy().groups.begin(), policy().groups.end(),
                       [&](const ir::Group& group) { return group.name == name && !group.prelude; });
  }

  std::string show(const Diagnostic& d) const {
    const Place at = run_.sources.begin(d.where);
    std::string line = at.file == "policy.sg" ? "" : std::string(at.file) + ":";
    line += fmt::format("{}:{} SGC{:04} {}", at.line, at.column, d.code, d.message);
    for (const DiagnosticNote& note : d.notes) {
      const Place place = run_.sources.begin(note.where);
      line += fmt::format(" | {}:{} {}", place.line, place.column, note.message);
    }
    if (!d.help.empty()) line += " | " + d.help;
    return line;
  }

  std::string show(const ir::Rule& rule) const {
    const Place at = run_.sources.begin(rule.span);
    return fmt::format("{} {} from {} to {} ({} {})", to_string(rule.verdict),
                       to_string(policy().service_set(rule.service)), text(rule.source), text(rule.destination),
                       to_string(rule.origin), at.line);
  }

  driver::Compilation run_;
};

// A policy whose only rule has this `from`: for tests of groups and feeds.
inline std::string from_group(const std::string& who) {
  return "\nsecuritygroup web { members 10.0.1.0/24, 2001:db8:1::/64 inbound { allow http from " + who + " } }\n";
}

}  // namespace sgc
