#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>

#include "compiler/diag/page.h"
#include "compiler/diag/render.h"

namespace sgc {
namespace {

using Json = nlohmann::json;

// The part of the published schema (sarif-schema-2.1.0.json, OASIS) that sgc writes: for each kind of object
// its members, those that must be there, and of what kind each is. "Name" is an object of this table,
// "[Name]" an array of them.
struct Member {
  const char* name;
  const char* type;
  bool required = false;
};

const std::map<std::string, std::vector<Member>>& schema() {
  static const std::map<std::string, std::vector<Member>> table = {
      {"log", {{"$schema", "string"}, {"version", "string", true}, {"runs", "[run]", true}}},
      {"run",
       {{"tool", "tool", true},
        {"columnKind", "string"},
        {"artifacts", "[artifact]"},
        {"results", "[result]"}}},
      {"tool", {{"driver", "toolComponent", true}}},
      {"toolComponent",
       {{"name", "string", true},
        {"fullName", "string"},
        {"version", "string"},
        {"semanticVersion", "string"},
        {"informationUri", "string"},
        {"rules", "[reportingDescriptor]"}}},
      {"reportingDescriptor",
       {{"id", "string", true},
        {"name", "string"},
        {"shortDescription", "multiformat"},
        {"fullDescription", "multiformat"},
        {"help", "multiformat"},
        {"defaultConfiguration", "configuration"}}},
      {"multiformat", {{"text", "string", true}, {"markdown", "string"}}},
      {"configuration", {{"enabled", "boolean"}, {"level", "level"}}},
      {"artifact", {{"location", "artifactLocation"}}},
      {"artifactLocation", {{"uri", "uri"}, {"index", "index"}}},
      {"result",
       {{"ruleId", "string"},
        {"ruleIndex", "index"},
        {"level", "level"},
        {"message", "message", true},
        {"locations", "[location]"},
        {"relatedLocations", "[location]"},
        {"suppressions", "[suppression]"},
        {"properties", "bag"}}},
      {"message", {{"text", "string", true}}},
      {"location", {{"id", "index"}, {"physicalLocation", "physicalLocation"}, {"message", "message"}}},
      {"physicalLocation", {{"artifactLocation", "artifactLocation", true}, {"region", "region"}}},
      {"region",
       {{"startLine", "count"}, {"startColumn", "count"}, {"endLine", "count"}, {"endColumn", "count"}}},
      {"suppression", {{"kind", "suppressionKind", true}, {"justification", "string"}}},
  };
  return table;
}

bool is_one_of(const Json& json, const std::set<std::string>& words) {
  return json.is_string() && words.contains(json.get<std::string>());
}

// RFC 3986: what a URI reference is written with.
bool is_uri(const Json& json) {
  constexpr std::string_view kAllowed =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~:/?#[]@!$&'()*+,;=%";
  return json.is_string() && json.get<std::string>().find_first_not_of(kAllowed) == std::string::npos;
}

void expect_object(const Json& json, const std::string& type, const std::string& at);

void expect_type(const Json& json, const std::string& type, const std::string& at) {
  if (type.front() == '[') {
    ASSERT_TRUE(json.is_array()) << at;
    const std::string element = type.substr(1, type.size() - 2);
    for (std::size_t i = 0; i < json.size(); ++i)
      expect_object(json[i], element, at + "/" + std::to_string(i));
    // "uniqueItems" of rules, artifacts, relatedLocations and suppressions.
    const bool may_repeat = element == "result" || element == "run" || at.ends_with("/locations");
    EXPECT_TRUE(may_repeat || std::set<Json>(json.begin(), json.end()).size() == json.size()) << at;
  } else if (type == "string") {
    EXPECT_TRUE(json.is_string()) << at;
  } else if (type == "boolean") {
    EXPECT_TRUE(json.is_boolean()) << at;
  } else if (type == "count") {
    EXPECT_TRUE(json.is_number_integer() && json.get<std::int64_t>() >= 1) << at;
  } else if (type == "index") {
    EXPECT_TRUE(json.is_number_integer() && json.get<std::int64_t>() >= -1) << at;
  } else if (type == "level") {
    EXPECT_TRUE(is_one_of(json, {"none", "note", "warning", "error"})) << at;
  } else if (type == "suppressionKind") {
    EXPECT_TRUE(is_one_of(json, {"inSource", "external"})) << at;
  } else if (type == "uri") {
    EXPECT_TRUE(is_uri(json)) << at << " " << json;
  } else if (type == "bag") {
    EXPECT_TRUE(json.is_object()) << at;
  } else {
    expect_object(json, type, at);
  }
}

void expect_object(const Json& json, const std::string& type, const std::string& at) {
  ASSERT_TRUE(json.is_object()) << at;
  const std::vector<Member>& members = schema().at(type);
  for (const auto& [name, value] : json.items()) {
    const auto member = std::find_if(members.begin(), members.end(),
                                     [&name = name](const Member& m) { return m.name == name; });
    ASSERT_NE(member, members.end()) << at << " has a member '" << name << "' that the schema does not know";
    expect_type(value, member->type, at + "/" + name);
  }
  for (const Member& member : members) {
    EXPECT_TRUE(!member.required || json.contains(member.name)) << at << " lacks " << member.name;
  }
}

Json rendered_sarif(const SourceMap& sources, const std::vector<Diagnostic>& diagnostics) {
  Json document = Json::parse(render_sarif({diagnostics, sources}, "1.2.3"));
  expect_object(document, "log", "");
  return document;
}

struct Example {
  SourceMap sources;
  std::vector<Diagnostic> diagnostics;
};

Example example() {
  Example made;
  const FileId file = made.sources.add("samples/büro plan.sg", "first\n  ällow all\n");
  const FileId feed = made.sources.add("/abs/feed:1.txt", "x\n");
  const auto catalog = diagnostic_catalog();
  for (std::size_t i = 0; i < 3; ++i) {
    Diagnostic diagnostic;
    diagnostic.code = catalog[2 - i].code;
    diagnostic.severity = i == 1 ? Severity::Warning : Severity::Error;
    diagnostic.where = {file, 8, 14};
    diagnostic.message = "fact " + std::to_string(i);
    made.diagnostics.push_back(std::move(diagnostic)
                                   .with_note({feed, 0, 1}, "see here")
                                   .with_note({feed, 0, 1}, "see here")
                                   .with_note({}, "and know")
                                   .with_help("mend it")
                                   .with_packet("tcp …")
                                   .at_point("edge", "inbound"));
  }
  Diagnostic nowhere;
  nowhere.code = catalog[0].code;
  nowhere.severity = Severity::Ignored;
  nowhere.reason = "agreed in SEC-1";
  nowhere.message = "fact";
  made.diagnostics.push_back(nowhere);
  return made;
}

TEST(RenderSarif, IsWhatThePublishedSchemaAsksFor) {
  const Example made = example();
  const Json document = rendered_sarif(made.sources, made.diagnostics);
  EXPECT_EQ(document["version"], "2.1.0");
  const Json& run = document["runs"][0];
  EXPECT_EQ(run["columnKind"], "unicodeCodePoints");
  EXPECT_EQ(run["tool"]["driver"]["name"], "sgc");
  EXPECT_EQ(run["tool"]["driver"]["version"], "1.2.3");
}

TEST(RenderSarif, AResultSaysWhereAndWhat) {
  const Example made = example();
  const Json document = rendered_sarif(made.sources, made.diagnostics);
  const Json& run = document["runs"][0];
  const Json& result = run["results"][0];
  EXPECT_EQ(result["message"]["text"], "fact 0");
  EXPECT_EQ(result["level"], "error");
  EXPECT_EQ(run["results"][1]["level"], "warning");

  const Json& place = result["locations"][0]["physicalLocation"];
  EXPECT_EQ(place["artifactLocation"]["uri"], "samples/b%C3%BCro%20plan.sg");
  EXPECT_EQ(place["region"], (Json{{"startLine", 2}, {"startColumn", 3}, {"endLine", 2}, {"endColumn", 8}}));
  EXPECT_EQ(result["relatedLocations"][0]["physicalLocation"]["artifactLocation"]["uri"],
            "file:///abs/feed%3A1.txt");
  EXPECT_EQ(result["relatedLocations"][2]["message"]["text"], "and know");
  EXPECT_EQ(result["properties"],
            (Json{{"point", "edge"}, {"direction", "inbound"}, {"packet", "tcp …"}, {"help", "mend it"}}));
}

TEST(RenderSarif, EveryIndexPointsAtWhatItNames) {
  const Example made = example();
  const Json document = rendered_sarif(made.sources, made.diagnostics);
  const Json& run = document["runs"][0];
  const Json& rules = run["tool"]["driver"]["rules"];
  EXPECT_EQ(rules.size(), 3U);
  for (const Json& result : run["results"]) {
    EXPECT_EQ(rules[result["ruleIndex"].get<std::size_t>()]["id"], result["ruleId"]);
    for (const Json& location : result["locations"]) {
      const Json& named = location["physicalLocation"]["artifactLocation"];
      EXPECT_EQ(run["artifacts"][named["index"].get<std::size_t>()]["location"]["uri"], named["uri"]);
    }
  }
}

TEST(RenderSarif, ARuleCarriesItsPageAndItsWeight) {
  const Example made = example();
  const Json document = rendered_sarif(made.sources, made.diagnostics);
  for (const Json& rule : document["runs"][0]["tool"]["driver"]["rules"]) {
    const auto code = static_cast<DiagnosticCode>(std::stoi(rule["id"].get<std::string>().substr(3)));
    EXPECT_EQ(rule["name"], find_diagnostic(code)->name);
    const auto page = find_page(code);
    ASSERT_EQ(rule.contains("help"), page.has_value());
    EXPECT_TRUE(!page || rule["help"]["text"] == page->text);
    EXPECT_FALSE(rule["shortDescription"]["text"].get<std::string>().empty());
    EXPECT_TRUE(rule["defaultConfiguration"].contains("level"));
  }
}

TEST(RenderSarif, AnIgnoredFindingIsSuppressedWithItsReason) {
  const Example made = example();
  const Json document = rendered_sarif(made.sources, made.diagnostics);
  const Json& result = document["runs"][0]["results"][3];
  EXPECT_EQ(result["suppressions"],
            (Json::array({{{"kind", "inSource"}, {"justification", "agreed in SEC-1"}}})));
  EXPECT_EQ(result["locations"], Json::array());
  EXPECT_FALSE(document["runs"][0]["results"][0].contains("suppressions"));
}

TEST(RenderSarif, NothingIsARunWithoutResults) {
  const SourceMap sources;
  const Json document = rendered_sarif(sources, {});
  EXPECT_EQ(document["runs"][0]["results"], Json::array());
}

TEST(RenderSarif, IsUtf8WhateverTheSourceIs) {
  SourceMap sources;
  const FileId file = sources.add("p\xFF.sg", "\xFF\xFF\n");
  Diagnostic diagnostic;
  diagnostic.code = diagnostic_catalog().front().code;
  diagnostic.where = {file, 0, 2};
  diagnostic.message = "odd \xC3(";
  const Json document = rendered_sarif(sources, {diagnostic});
  EXPECT_EQ(document["runs"][0]["artifacts"][0]["location"]["uri"], "p%FF.sg");
}

}  // namespace
}  // namespace sgc
