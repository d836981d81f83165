#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "compiler/diag/kind.h"
#include "compiler/diag/render.h"

namespace sgc {
namespace {

using Json = nlohmann::json;

Json rendered(const SourceMap& sources, const std::vector<Diagnostic>& diagnostics) {
  return Json::parse(render_json({diagnostics, sources}));
}

TEST(RenderJson, HasTheMembersOfTheCommandLineReference) {
  SourceMap sources;
  const FileId file = sources.add("policy.sg", "first\n  ällow all\n");
  const CatalogRow& row = diagnostic_catalog().front();
  Diagnostic diagnostic;
  diagnostic.code = row.code;
  diagnostic.where = {file, 8, 14};
  diagnostic.message = "fact";
  const Diagnostic told = std::move(diagnostic)
                              .with_note({file, 0, 5}, "see here")
                              .with_help("mend it")
                              .with_packet("tcp 192.0.2.1:1 -> 192.0.2.2:2 is allowed")
                              .at_point("edge", "inbound");

  const Json expected = {
      {"diagnostics",
       {{{"code", "SGC" + std::to_string(row.code)},
         {"name", row.name},
         {"severity", "error"},
         {"message", "fact"},
         {"file", "policy.sg"},
         {"line", 2},
         {"column", 3},
         {"endLine", 2},
         {"endColumn", 8},
         {"point", "edge"},
         {"direction", "inbound"},
         {"packet", "tcp 192.0.2.1:1 -> 192.0.2.2:2 is allowed"},
         {"notes", {{{"message", "see here"}, {"file", "policy.sg"}, {"line", 1}, {"column", 1}}}},
         {"help", "mend it"}}}},
      {"errors", 1},
      {"warnings", 0}};
  EXPECT_EQ(rendered(sources, {told}), expected);
}

TEST(RenderJson, WhatIsNotKnownIsNullAndStandsAllTheSame) {
  const SourceMap sources;
  Diagnostic diagnostic;
  diagnostic.code = 9001;
  diagnostic.message = "fact";
  const Json found = rendered(sources, {diagnostic})["diagnostics"][0];
  for (const char* member :
       {"file", "line", "column", "endLine", "endColumn", "point", "direction", "packet", "help"}) {
    ASSERT_TRUE(found.contains(member)) << member;
    EXPECT_TRUE(found[member].is_null()) << member;
  }
  EXPECT_EQ(found["notes"], Json::array());
  EXPECT_FALSE(found.contains("reason"));
}

TEST(RenderJson, AnIgnoredFindingStandsWithItsReason) {
  const SourceMap sources;
  std::vector<Diagnostic> diagnostics(4);
  diagnostics[0].severity = Severity::Ignored;
  diagnostics[0].reason = "agreed in SEC-1";
  diagnostics[1].severity = Severity::Off;
  diagnostics[2].severity = Severity::Warning;
  diagnostics[3].severity = Severity::Note;

  const Json document = rendered(sources, diagnostics);
  ASSERT_EQ(document["diagnostics"].size(), 3U);
  EXPECT_EQ(document["diagnostics"][0]["severity"], "ignored");
  EXPECT_EQ(document["diagnostics"][0]["reason"], "agreed in SEC-1");
  EXPECT_EQ(document["errors"], 0);
  EXPECT_EQ(document["warnings"], 1);
}

TEST(RenderJson, NothingIsADocumentToo) {
  const SourceMap sources;
  EXPECT_EQ(render_json({{}, sources}),
            "{\n  \"diagnostics\": [],\n  \"errors\": 0,\n  \"warnings\": 0\n}\n");
}

TEST(RenderJson, IsUtf8WhateverTheSourceIs) {
  SourceMap sources;
  const FileId file = sources.add("p\xFF.sg", "\xFF\xFF\n");
  Diagnostic diagnostic;
  diagnostic.where = {file, 0, 2};
  diagnostic.message = "odd \xC3( \x1B";
  const Json document = rendered(sources, {diagnostic});
  EXPECT_EQ(document["diagnostics"][0]["message"], "odd \xEF\xBF\xBD( \x1B");
  EXPECT_EQ(render_json({{&diagnostic, 1}, sources}).find('\x1B'), std::string::npos);
}

}  // namespace
}  // namespace sgc
