// What the text of a policy's part says, by name: arrays, macros and defines, before anybody knows what they mean.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "targets/xdp/read_source.h"

namespace sgc::targets::xdp {

struct Said {
  std::map<std::string, std::vector<std::uint32_t>, std::less<>> arrays;
  std::map<std::string, std::vector<std::string>, std::less<>> macros;  // "CLASSES source4": {"source4", "16", "COUNT", "6"}
  std::map<std::string, std::string, std::less<>> defines;
};

// Throws host::Unreadable, with the line, for what is no such text.
Said read_words(const PolicyPart& part);

// "0x80000001" or "12", all of it; nothing where it is not that.
std::optional<std::uint32_t> number_in(std::string_view text);

}  // namespace sgc::targets::xdp
