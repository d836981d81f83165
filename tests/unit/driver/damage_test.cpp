// Policies that lost a part: a file cut off anywhere, a brace too few in a long one. What is left is a policy or has an
// error, never something in between, and one slip is one error however long the file is.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "compiler/frontend/scanner.h"
#include "tests/night.h"
#include "tests/unit/driver/compiled.h"
#include "tests/unit/support/temporary_folder.h"

namespace sgc::driver {
namespace {

namespace fs = std::filesystem;

constexpr const char* kSamples[] = {"every-target", "aws-internet-facing", "tencent-cvm-several-groups"};

// By day every so many bytes are tried, by night all.
std::size_t stride() { return at_night() ? 1 : 3; }

bool ends_within_braces(std::string_view text) {
  Sink ignored;
  frontend::Scanner scanner(FileId{0}, text, ignored);
  int depth = 0;
  for (auto token = scanner.next(); !token.is(frontend::TokenKind::End); token = scanner.next()) {
    depth += token.is(frontend::TokenKind::LeftBrace) ? 1 : 0;
    depth -= token.is(frontend::TokenKind::RightBrace) ? 1 : 0;
  }
  return depth > 0;
}

TEST(Damage, APolicyThatIsCutOffIsWholeOrHasAnError) {
  for (const char* const sample : kSamples) {
    const std::string whole = content((fs::path(SGC_SOURCE_DIR) / "samples" / sample / "policy.sg").string());
    ASSERT_FALSE(whole.empty()) << sample;
    for (std::size_t size = 0; size < whole.size(); size += stride()) {
      const std::string text = whole.substr(0, size);
      const Compilation run = compiled(text);
      EXPECT_TRUE(run.sink.has_errors() || !ends_within_braces(text)) << sample << " cut off after " << size;
    }
  }
}

// So many lines: groups, services and points with rules, each on several.
std::string long_policy(std::size_t lines) {
  constexpr std::size_t kLinesOfEach = 13;
  std::string text;
  for (std::size_t i = 0; i * kLinesOfEach < lines; ++i) {
    text += fmt::format(
        "group g{0} {{\n  10.{1}.{2}.0/24, 192.0.2.9\n  198.51.100.7\n}}\nservice s{0} {{ tcp {3} }}\n"
        "securitygroup p{0} {{\n  members 10.{1}.{2}.0/24\n  inbound {{\n    allow tcp 443 from g{0}\n"
        "    allow s{0} from 203.0.113.0/24\n  }}\n  outbound {{ allow https to any default deny }}\n}}\n",
        i, i >> 8U & 255U, i & 255U, i % 60000 + 1);
  }
  return text;
}

std::string without(std::string text, std::size_t at) { return text.erase(at, 1); }

void expect_one_error(const std::string& text, const std::string& what) {
  const Compilation run = compiled(text);
  EXPECT_EQ(run.sink.errors(), 1U) << what << '\n' << render_text({run.sink.all(), run.sources}, false);
}

TEST(Damage, EachMissingBraceIsOneError) {
  const std::string text = long_policy(40);
  for (std::size_t at = text.find_first_of("{}"); at != std::string::npos; at = text.find_first_of("{}", at + 1)) {
    expect_one_error(without(text, at), fmt::format("without the brace at {}", at));
  }
}

TEST(Damage, OneMissingBraceInAHundredThousandLinesIsOneError) {
  constexpr std::size_t kLines = 100'000;
  const std::string text = long_policy(kLines);
  ASSERT_GE(static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')), kLines);
  expect_one_error(without(text, text.find("  }\n", text.size() / 2) + 2), "in the middle");
}

}  // namespace
}  // namespace sgc::driver
