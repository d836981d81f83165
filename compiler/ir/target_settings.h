// What `target NAME { … }` blocks say, checked against what each target declares. The declarations are data that the
// driver hands to sema, so that neither sema nor the IR knows any target.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "compiler/support/span.h"

namespace sgc::ir {

// One option of a target, as the table of language section 7 lists it.
struct OptionSpec {
  enum class Form : std::uint8_t {
    Choice,  // one of `choices`
    Text,    // a string
    Number,  // an integer from `least` to `most`
    Quota,   // quota NAME N, NAME one of `choices`; may stand once for each name
  };

  std::string_view name;
  Form form = Form::Choice;
  std::span<const std::string_view> choices = {};
  std::int64_t least = 0;
  std::int64_t most = 0;
};

struct TargetSpec {
  std::string_view name;
  std::span<const OptionSpec> options;
  bool binds = false;  // takes `bind NAME "id"`
};

struct OptionValue {
  std::variant<std::string, std::int64_t> value;
  Span span;
};

// A name bound to an id of the outside world.
struct BoundId {
  std::string id;
  Span span;
};

// All blocks of one target, in all files, as one.
struct TargetSettings {
  std::string target;
  std::map<std::string, OptionValue, std::less<>> options;
  std::map<std::string, OptionValue, std::less<>> quotas;
  std::map<std::string, BoundId, std::less<>> bindings;  // by the name in the policy

  // The option's text or number, or what it is when nobody writes it.
  std::string text(std::string_view option, std::string_view otherwise) const;
  std::int64_t number(std::string_view option, std::int64_t otherwise) const;
  bool on(std::string_view option, bool otherwise) const { return text(option, otherwise ? "on" : "off") == "on"; }
};

}  // namespace sgc::ir
