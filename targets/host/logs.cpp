#include "targets/host/logs.h"

#include <algorithm>
#include <set>

#include "targets/host/unreadable.h"

namespace sgc::host {
namespace {

bool is_made(std::string_view prefix) {
  return prefix.starts_with("sgc-") || prefix.ends_with(" allow: ") || prefix.ends_with(" deny: ") || prefix.ends_with(" reject: ");
}

}  // namespace

bool Logs::some() const {
  return otherwise || std::any_of(rules.begin(), rules.end(), [](const LogPrefix& prefix) { return prefix.has_value(); });
}

Logs logs_of(const ir::Policy& policy, const ir::RuleList& list, std::string (*written)(std::string_view)) {
  const auto prefix_of = [&](bool log, const std::string& prefix) -> LogPrefix {
    if (!log) return std::nullopt;
    return prefix.empty() ? std::string(kMadePrefix) : written(prefix);
  };
  Logs logs;
  for (const ir::Rule& rule : list.rules) {
    const ir::RuleNotes& notes = policy.notes_of(rule);
    logs.rules.push_back(prefix_of(notes.log, notes.log_prefix));
  }
  logs.otherwise = prefix_of(list.otherwise.log, list.otherwise.log_prefix);
  return logs;
}

void recognise_made(Logs& read, const Logs& wanted) {
  std::set<LogPrefix> written(wanted.rules.begin(), wanted.rules.end());
  written.insert(wanted.otherwise);
  const auto recognise = [&](LogPrefix& prefix) {
    if (prefix && !written.contains(prefix) && is_made(*prefix)) prefix.emplace(kMadePrefix);
  };
  std::for_each(read.rules.begin(), read.rules.end(), recognise);
  recognise(read.otherwise);
}

void check_limit(std::string_view limit, std::string_view log_rate, std::size_t line) {
  if (limit != log_rate) throw Unreadable(line, "a log has another limit than log-rate says");
}

}  // namespace sgc::host
