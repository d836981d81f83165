// One rule of a rules file: which packets it takes, and what becomes of them.
#pragma once

#include <string>
#include <vector>

#include "targets/iptables/read_table.h"
#include "targets/iptables/read_words.h"

namespace sgc::iptables {

// `words` are those after `-A CHAIN`. Fills all but `text` and `line`. Throws Unreadable.
ReadRule read_rule(const std::vector<std::string>& words, std::size_t line, Family family, const ReadSets& sets);

}  // namespace sgc::iptables
