// What a list logs, and with which words: of the policy's lists, and of lists that were read back from artefacts.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/ir/policy.h"

namespace sgc::host {

// The prefix of what is logged; nothing where it is not.
using LogPrefix = std::optional<std::string>;

struct Logs {
  std::vector<LogPrefix> rules;  // of each rule of the list
  LogPrefix otherwise;           // of the default

  bool some() const;
};

// Stands for every prefix that a target makes where the policy gives none: it tells a place in the source, and may have
// moved. No file holds it.
constexpr std::string_view kMadePrefix = "\n";

// What a list of the policy logs. `written` is what the target makes of a prefix that the policy gives.
Logs logs_of(const ir::Policy& policy, const ir::RuleList& list, std::string (*written)(std::string_view));

// Puts kMadePrefix in place of prefixes that are no words of the policy and read as those that targets make:
// "sgc-backend policy.sg:14 deny: ", "policy.sg:14 deny: ".
void recognise_made(Logs& read, const Logs& wanted);

// Nothing else than what log-rate says stands before a log, or a host may be made to write without end. Throws Unreadable.
void check_limit(std::string_view limit, std::string_view log_rate, std::size_t line);

}  // namespace sgc::host
