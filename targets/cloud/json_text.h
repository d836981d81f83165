// JSON as the plans need it: text that is composed, not a document that is searched. Members stay in the order in
// which they are added, so that the same plan gives the same bytes; two spaces a level, as the clouds' own tools print.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace sgc::targets::cloud {

// One JSON value, written as if it stood alone at the start of a line.
struct Json {
  std::string text;
};

// A JSON string of any bytes: what is not UTF-8 becomes U+FFFD.
Json json_string(std::string_view value);
Json json_number(std::int64_t value);
Json json_bool(bool value);

// One element a line; "[]" when there are none.
Json json_array(std::span<const Json> elements);
Json json_strings(std::span<const std::string> values);

// Collects members, each key at most once.
class JsonObject {
 public:
  JsonObject& add(std::string_view key, const Json& value);
  JsonObject& add(std::string_view key, std::string_view value) { return add(key, json_string(value)); }

  bool empty() const { return body_.empty(); }

  // "{}" when there are no members.
  Json done() const;

 private:
  std::string body_;
};

}  // namespace sgc::targets::cloud
