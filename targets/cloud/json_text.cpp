#include "targets/cloud/json_text.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <vector>

namespace sgc::targets::cloud {
namespace {

constexpr std::string_view kIndent = "  ";

// Appends `text` with its second and later lines moved one level in. A line end inside a JSON string is an escape, so
// every real one separates lines.
void append_indented(std::string& out, std::string_view text) {
  for (std::size_t end = text.find('\n'); end != std::string_view::npos; end = text.find('\n')) {
    out.append(text.substr(0, end + 1)).append(kIndent);
    text.remove_prefix(end + 1);
  }
  out.append(text);
}

bool is_plain(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x20 && byte < 0x7F && c != '"' && c != '\\';
}

void append_string(std::string& out, std::string_view value) {
  if (std::all_of(value.begin(), value.end(), is_plain)) {
    out.push_back('"');
    out.append(value);
    out.push_back('"');
    return;
  }
  out.append(nlohmann::json(value).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

}  // namespace

Json json_string(std::string_view value) {
  Json json;
  append_string(json.text, value);
  return json;
}

Json json_number(std::int64_t value) { return {fmt::format("{}", value)}; }

Json json_bool(bool value) { return {value ? "true" : "false"}; }

Json json_array(std::span<const Json> elements) {
  if (elements.empty()) return {"[]"};
  Json json{"["};
  std::string_view separator = "\n";
  for (const Json& element : elements) {
    json.text.append(separator);
    json.text.append(kIndent);
    append_indented(json.text, element.text);
    separator = ",\n";
  }
  json.text.append("\n]");
  return json;
}

Json json_strings(std::span<const std::string> values) {
  std::vector<Json> elements;
  elements.reserve(values.size());
  for (const std::string& value : values) elements.push_back(json_string(value));
  return json_array(elements);
}

JsonObject& JsonObject::add(std::string_view key, const Json& value) {
  body_.append(body_.empty() ? "\n" : ",\n");
  body_.append(kIndent);
  append_string(body_, key);
  body_.append(": ");
  append_indented(body_, value.text);
  return *this;
}

Json JsonObject::done() const {
  if (body_.empty()) return {"{}"};
  return {"{" + body_ + "\n}"};
}

}  // namespace sgc::targets::cloud
