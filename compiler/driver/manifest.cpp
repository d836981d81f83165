#include "compiler/driver/manifest.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace sgc::driver {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kGenerator = "sgc";

template <class Entry>
void sort_by_path(std::vector<Entry>& entries) {
  std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return a.path < b.path; });
}

Json json_of(const Manifest::Artefact& artefact) {
  return {{"path", artefact.path},
          {"target", artefact.target},
          {"size", artefact.size},
          {"sha256", artefact.sha256}};
}

Json json_of(const Manifest::Input& input) {
  return {{"path", input.path}, {"size", input.size}, {"sha256", input.sha256}};
}

template <class Entry>
Json json_of(const std::vector<Entry>& entries) {
  Json list = Json::array();
  for (const Entry& entry : entries) list.push_back(json_of(entry));
  return list;
}

void take(const Json& json, Manifest::Artefact& artefact) {
  artefact.path = json.at("path");
  artefact.target = json.at("target");
  artefact.size = json.at("size");
  artefact.sha256 = json.at("sha256");
}

void take(const Json& json, Manifest::Input& input) {
  input.path = json.at("path");
  input.size = json.at("size");
  input.sha256 = json.at("sha256");
}

template <class Entry>
void take(const Json& list, std::vector<Entry>& entries) {
  for (const Json& one : list) take(one, entries.emplace_back());
}

Manifest from_json(const Json& json) {
  Manifest manifest;
  manifest.version = json.at("version");
  json.at("targets").get_to(manifest.targets);
  take(json.at("artefacts"), manifest.artefacts);
  take(json.at("inputs"), manifest.inputs);
  if (const auto expired = json.find("expired"); expired != json.end()) expired->get_to(manifest.expired);
  if (const auto part = json.find("part"); part != json.end()) {
    manifest.share_count = part->at("of");
    part->at("shares").get_to(manifest.shares);
  }
  return manifest;
}

template <class Entry>
std::vector<Entry> both(const std::vector<Entry>& a, const std::vector<Entry>& b) {
  std::vector<Entry> all = a;
  all.insert(all.end(), b.begin(), b.end());
  return all;
}

}  // namespace

std::string to_json(Manifest manifest) {
  sort_by_path(manifest.artefacts);
  sort_by_path(manifest.inputs);

  Json json = {{"generator", kGenerator}, {"version", manifest.version}, {"targets", manifest.targets}};
  if (manifest.share_count != 0) json["part"] = {{"shares", manifest.shares}, {"of", manifest.share_count}};
  json["artefacts"] = json_of(manifest.artefacts);
  json["inputs"] = json_of(manifest.inputs);
  if (!manifest.expired.empty()) json["expired"] = manifest.expired;
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::variant<Manifest, std::string> read_manifest(std::string_view text) {
  const Json json = Json::parse(text, nullptr, false);
  if (json.is_discarded()) return "it is no JSON";
  if (!json.is_object() || json.value("generator", Json()) != kGenerator) return "it is no manifest of sgc";
  try {
    return from_json(json);
  } catch (const Json::exception&) {
    return "it lacks what a manifest of sgc has";
  }
}

std::variant<std::monostate, std::string> same_work(const Manifest& a, const Manifest& b) {
  if (a.version != b.version) return "they are of sgc " + a.version + " and " + b.version;
  if (a.targets != b.targets) return "their targets differ";
  if (a.share_count != b.share_count) return "they are shares of different numbers of shares";

  Manifest left = a;
  Manifest right = b;
  sort_by_path(left.inputs);
  sort_by_path(right.inputs);
  if (left.inputs != right.inputs) {
    const auto [one, other] =
        std::mismatch(left.inputs.begin(), left.inputs.end(), right.inputs.begin(), right.inputs.end());
    return "they read different inputs, " + (one != left.inputs.end() ? one->path : other->path) + " for one";
  }
  std::vector<std::string> of_one;
  std::set_symmetric_difference(a.expired.begin(), a.expired.end(), b.expired.begin(), b.expired.end(), std::back_inserter(of_one));
  if (!of_one.empty()) return "they are of different days, and the allow at " + of_one.front() + " has expired for one";
  return std::monostate{};
}

Manifest join(const Manifest& a, const Manifest& b) {
  Manifest joined = a;
  joined.artefacts = both(a.artefacts, b.artefacts);
  joined.shares = both(a.shares, b.shares);
  sort_by_path(joined.artefacts);
  std::sort(joined.shares.begin(), joined.shares.end());

  if (joined.shares.size() == joined.share_count) {
    joined.share_count = 0;
    joined.shares.clear();
  }
  return joined;
}

}  // namespace sgc::driver
