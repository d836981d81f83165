// Reads a filter set in ClassBench's format, for trying sgc on sets that others made.
#pragma once

#include <optional>
#include <string>

#include "tests/bench/generate/rule_set.h"

namespace sgc::generate {

// One rule a line: "@SRC DST splo : sphi dplo : dphi 0xPROTO/0xMASK …"; mask 0x00 is any protocol. There is no verdict
// in it: every third rule is a deny. A rule with ports that are not all, of a protocol that has none or of any protocol,
// gets an empty service. Nothing if the file cannot be read or a line not be understood.
std::optional<RuleSet> read_classbench(const std::string& path);

}  // namespace sgc::generate
