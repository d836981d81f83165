// What goes to which stream, in which form.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/integration/workplace.h"

namespace sgc {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using Json = nlohmann::json;

constexpr const char* kColor = "\x1b[";

class Streams : public testing::Test {
 protected:
  Streams() {
    work_.put("policy.sg", kWeb);
    work_.put("bad.sg",
              "securitygroup web {\n  members 10.0.1.0/24\n  inbound { allow ssh from nobody }\n}\n");
  }
  Workplace work_;
};

TEST_F(Streams, TextGoesToStandardError) {
  const ProgramResult run = work_.sgc({"check", "bad.sg"});
  EXPECT_THAT(run.out, IsEmpty());
  EXPECT_THAT(run.err, HasSubstr("bad.sg:3:28: error[SGC2001]"));
}

TEST_F(Streams, ASoundPolicyIsQuiet) {
  const ProgramResult run = work_.sgc({"check", "policy.sg", "-q"});
  EXPECT_THAT(run.out + run.err, IsEmpty());
}

TEST_F(Streams, QuietKeepsErrors) {
  const std::string loud = work_.sgc({"check", "bad.sg"}).err;
  const std::string quiet = work_.sgc({"check", "bad.sg", "-q"}).err;
  EXPECT_THAT(quiet, HasSubstr("error[SGC2001]"));
  EXPECT_THAT(quiet, Not(HasSubstr("note[")));
  EXPECT_LE(quiet.size(), loud.size());
}

TEST_F(Streams, JsonIsOneDocumentOnStandardOutput) {
  const Json bad = Json::parse(work_.sgc({"check", "bad.sg", "--format", "json"}).out);
  EXPECT_EQ(bad["errors"], 1);
  const auto& first = bad["diagnostics"][0];
  EXPECT_EQ(first["code"], "SGC2001");
  EXPECT_EQ(first["file"], "bad.sg");
  EXPECT_EQ(first["line"], 3);
  EXPECT_EQ(first["severity"], "error");

  const Json good =
      Json::parse(work_.sgc({"compile", "policy.sg", "-t", "nftables", "-o", "out", "--format", "json"}).out);
  EXPECT_EQ(good["errors"], 0);
}

TEST_F(Streams, JsonTellsOfFilesToo) {
  const ProgramResult run = work_.sgc({"check", "gone.sg", "--format", "json"});
  EXPECT_EQ(Json::parse(run.out)["diagnostics"][0]["code"], "SGC9020");
  EXPECT_EQ(run.status, 3);
}

TEST_F(Streams, SarifIsOneDocumentOnStandardOutput) {
  const Json sarif = Json::parse(work_.sgc({"check", "bad.sg", "--format", "sarif"}).out);
  EXPECT_EQ(sarif["version"], "2.1.0");
  EXPECT_EQ(sarif["runs"][0]["results"][0]["ruleId"], "SGC2001");
}

TEST_F(Streams, EmitPrintsWhatWasUnderstood) {
  for (const char* const what : {"ast", "ir"}) {
    const ProgramResult run = work_.sgc({"compile", "policy.sg", "--emit", what});
    EXPECT_EQ(run.status, 0);
    EXPECT_TRUE(Json::accept(run.out)) << what;
  }
  EXPECT_THAT(work_.sgc({"compile", "bad.sg", "--emit", "ir"}).out, IsEmpty());
  EXPECT_TRUE(Json::accept(work_.sgc({"compile", "bad.sg", "--emit", "ast"}).out)) << "its syntax is sound";
}

TEST_F(Streams, ColorIsForTerminalsAndOnRequest) {
  EXPECT_THAT(work_.sgc({"check", "bad.sg"}).err, Not(HasSubstr(kColor)));
  EXPECT_THAT(work_.sgc({"check", "bad.sg", "--color", "always"}).err, HasSubstr(kColor));
  EXPECT_THAT(work_.shell("NO_COLOR=1 sgc check bad.sg --color always").err, HasSubstr(kColor))
      << "it was asked for";
  if (work_.shell("command -v script").status != 0) GTEST_SKIP() << "script(1) is not installed: no terminal";
  EXPECT_THAT(work_.shell("TERM=xterm script -qec 'sgc check bad.sg' /dev/null").out, HasSubstr(kColor));
  EXPECT_THAT(work_.shell("TERM=xterm NO_COLOR=1 script -qec 'sgc check bad.sg' /dev/null").out,
              Not(HasSubstr(kColor)));
  EXPECT_THAT(work_.shell("TERM=xterm script -qec 'sgc check bad.sg --color never' /dev/null").out,
              Not(HasSubstr(kColor)));
}

TEST_F(Streams, VerboseTellsWhereTheTimeWent) {
  const std::string text = work_.sgc({"compile", "policy.sg", "-t", "nftables", "-o", "out", "-v"}).err;
  for (const char* const stage : {"read", "parse", "analyze", "check", "nftables", "write", "total", "MiB"}) {
    EXPECT_THAT(text, HasSubstr(stage));
  }
}

TEST_F(Streams, ProgressIsSilentElsewhereThanOnATerminal) {
  work_.put("many.sg", many_points(50));
  const std::vector<std::string> compile{"compile", "many.sg", "-t", "nftables", "-o", "out", "-q"};
  EXPECT_THAT(work_.sgc(compile).err, IsEmpty());

  auto always = compile;
  always.insert(always.end(), {"--progress", "always"});
  EXPECT_THAT(work_.sgc(always).err, HasSubstr("sgc: "));
}

TEST_F(Streams, ProgressOnATerminalIsOneLineThatGoesAway) {
  if (work_.shell("command -v script").status != 0) GTEST_SKIP() << "script(1) is not installed: no terminal";
  constexpr const char* kClearLine = "\r\x1b[K";
  work_.put("many.sg", many_points(1000));
  const std::string compile = "sgc compile many.sg -t nftables -o out -q --progress ";
  const auto on_terminal = [&](const std::string& line) {
    return work_.shell("TERM=xterm script -qec '" + line + "' /dev/null").out;
  };
  const std::string shown = on_terminal(compile + "always");
  EXPECT_THAT(shown, HasSubstr(std::string(kClearLine) + "sgc: "));
  EXPECT_TRUE(shown.ends_with(kClearLine)) << "the line is left empty";
  EXPECT_THAT(on_terminal(compile + "never"), IsEmpty());

  work_.put("slow.sh", "(sleep 3; cat policy.sg) | sgc check -q -\n");
  EXPECT_THAT(on_terminal("sh slow.sh"), HasSubstr("sgc: read")) << "it waits for its input, and says so";
  EXPECT_THAT(on_terminal("sgc check -q policy.sg"), IsEmpty()) << "what takes no second says nothing";
}

TEST_F(Streams, StandardInputIsAFileOfTheCurrentFolder) {
  work_.put("feeds/drop.netset", "192.0.2.1\n");
  const std::string policy =
      "securitygroup web { members 10.0.1.0/24 inbound { deny all from file \"feeds/drop.netset\" allow http "
      "from nobody } }\n";
  const ProgramResult run = work_.sgc({"check", "-"}, policy);
  EXPECT_THAT(run.err, HasSubstr("<stdin>:1:"));
  EXPECT_THAT(run.err, Not(HasSubstr("cannot find")));
}

TEST_F(Streams, SeveralFilesAreOnePolicy) {
  work_.put("prod.sg", "group nobody { 198.51.100.0/24 }\n");
  EXPECT_EQ(work_.sgc({"check", "bad.sg", "prod.sg"}).status, 0);
  EXPECT_EQ(work_.sgc({"check", "bad.sg", "-"}, "group nobody { 198.51.100.0/24 }\n").status, 0);
  EXPECT_EQ(work_.sgc({"check", "policy.sg", "policy.sg", "./policy.sg"}).status, 0) << "a file is read once";
}

TEST_F(Streams, IncludeFoldersAreSearchedAndMayBeRead) {
  work_.put("common/office.sg", "group nobody { 198.51.100.0/24 }\n");
  work_.put(
      "sub/policy.sg",
      "include \"office.sg\"\nsecuritygroup web { members 10.0.1.0/24 inbound { allow ssh from nobody } }\n");
  EXPECT_EQ(work_.sgc({"check", "sub/policy.sg"}).status, 3);
  EXPECT_EQ(work_.sgc({"check", "sub/policy.sg", "-I", "common"}).status, 0);
  EXPECT_EQ(work_.sgc({"check", "sub/policy.sg", "-Icommon"}).status, 0);
}

TEST_F(Streams, ExplainJsonIsWhatTheReferenceSays) {
  work_.put("edge.sg", R"(group clients { 198.51.100.0/24 }
loadbalancer edge {
  scheme public  vip 203.0.113.80  snat off
  listener web http 80 -> backend 8080 from clients
}
securitygroup backend { members 10.0.1.0/24 }
blacklist threats { deny 198.51.100.66 }
)");
  const auto ask = [&](const char* packet) {
    return Json::parse(work_.sgc({"explain", "edge.sg", packet, "--format", "json"}).out);
  };

  const Json allowed = ask("tcp 198.51.100.7 -> edge 80");
  EXPECT_EQ(allowed["verdict"], "allow");
  ASSERT_EQ(allowed["path"].size(), 3U);
  const Json& first = allowed["path"][0];
  EXPECT_EQ(first["point"], "edge");
  EXPECT_EQ(first["direction"], "inbound");
  EXPECT_EQ(first["verdict"], "allow");
  EXPECT_EQ(first["rule"], (Json{{"file", "edge.sg"}, {"line", 4}, {"kind", "listener"}}));
  EXPECT_EQ(first["tried"][0], (Json{{"file", "edge.sg"}, {"line", 7}, {"kind", "blacklist"}}));
  EXPECT_EQ(allowed["path"][2]["point"], "backend");

  const Json denied = ask("tcp 198.51.100.66 -> edge 80");
  EXPECT_EQ(denied["verdict"], "deny");
  EXPECT_EQ(denied["path"][0]["rule"]["kind"], "blacklist");

  const Json by_default = ask("tcp 192.0.2.1 -> backend 22");
  EXPECT_EQ(by_default["path"][0]["rule"], (Json{{"file", "edge.sg"}, {"line", 6}, {"kind", "default"}}));

  const Json mixed = ask("tcp 198.51.100.7 -> edge");
  EXPECT_FALSE(mixed.contains("verdict")) << "nobody shall read one for all";
  EXPECT_EQ(mixed["answers"].size(), 2U);
}

TEST_F(Streams, HelpListsTheCodesThatItExplains) {
  constexpr int kEachTried = 25;  // one in so many
  const ProgramResult list = work_.sgc({"help", "codes"});
  EXPECT_EQ(list.status, 0);
  std::istringstream lines(list.out);
  int count = 0;
  for (std::string line; std::getline(lines, line); ++count) {
    const std::string code = line.substr(0, line.find(' '));
    if (count % kEachTried != 0) continue;
    EXPECT_THAT(work_.sgc({"help", code}).out, HasSubstr("# " + code));
  }
  EXPECT_GT(count, 200);
  EXPECT_THAT(list.out, HasSubstr("SGC3006  late-deny\n"));
}

TEST_F(Streams, HelpShowsThePageByCodeAndByName) {
  const std::string page = work_.sgc({"help", "SGC2001"}).out;
  EXPECT_THAT(page, HasSubstr("# SGC2001 unknown-name"));
  for (const char* const topic : {"sgc2001", "2001", "unknown-name"})
    EXPECT_EQ(work_.sgc({"help", topic}).out, page);
  EXPECT_THAT(work_.sgc({"help", "unknown-nam"}).err, HasSubstr("did you mean 'unknown-name'?"));
}

TEST_F(Streams, AReaderThatGoesAwayEndsTheRunQuietly) {
  EXPECT_THAT(work_.shell("sgc prelude | head -1").err, IsEmpty());
}

}  // namespace
}  // namespace sgc
