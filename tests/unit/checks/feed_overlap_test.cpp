// A feed that blacklists name twice is named, where its place can only be that of its first use.
#include "compiler/diag/catalog.h"
#include "tests/unit/checks/found.h"

namespace sgc {
namespace {

TEST(FeedOverlap, NamesAFeedThatStandsInSeveralBlacklists) {
  driver::MemoryLoader loader;
  loader.add("a.txt", "198.51.100.0/24\n");
  loader.add("b.txt", "198.51.100.0/25\n");
  driver::Compilation run = driver::compiled(
      "securitygroup web { members 10.0.0.1 }\n"
      "blacklist first { deny file \"b.txt\" services tcp }\n"
      "blacklist second { deny file \"a.txt\" }\n"
      "blacklist third { deny file \"b.txt\" }\n", std::move(loader));

  Findings findings;
  for (const Diagnostic& finding : run.sink.all()) {
    if (finding.code == kind::FeedOverlap.code) findings.push_back(finding);
  }
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].message,
            "100 % of what this feed denies is denied by 'a.txt' of blacklist 'second' already: 128 of 128 IPv4 addresses");
  ASSERT_EQ(findings[0].notes.size(), 2U);
  EXPECT_EQ(findings[0].notes[0].message, "the feed is 'b.txt', first named here");
}

TEST(FeedOverlap, LooksIntoGroups) {
  driver::MemoryLoader loader;
  loader.add("a.txt", "198.51.100.0/24\n");
  loader.add("b.txt", "198.51.100.0/25\n");
  driver::Compilation run = driver::compiled(
      "group worst { file \"b.txt\" }\n"
      "group bad { worst, 203.0.113.7 }\n"
      "securitygroup web { members 10.0.0.1 }\n"
      "blacklist first { deny file \"a.txt\" }\n"
      "blacklist second { deny bad }\n", std::move(loader));

  std::size_t found = 0;
  for (const Diagnostic& finding : run.sink.all()) {
    if (finding.code != kind::FeedOverlap.code) continue;
    ++found;
    EXPECT_EQ(finding.message,
              "100 % of what this feed denies is denied by 'a.txt' of blacklist 'first' already: 128 of 128 IPv4 addresses");
  }
  EXPECT_EQ(found, 1U);
}

}  // namespace
}  // namespace sgc
