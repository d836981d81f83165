// What a run leaves on the disk, and what it takes away.
#include "compiler/driver/write_output.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "compiler/driver/manifest.h"
#include "tests/unit/support/temporary_folder.h"

namespace sgc::driver {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

const targets::Target kHost{{"nftables", {}, false}, "a host target", true, {}, nullptr, nullptr};
const targets::Target kCloud{{"aws", {}, true}, "a cloud target", false, {}, nullptr, nullptr};

using Files = std::vector<targets::OutputFile>;

class WriteOutput : public testing::Test {
 protected:
  // The codes that were reported.
  std::vector<DiagnosticCode> write(Files files, Destination destination) {
    return write(std::vector<Emission>{{&kHost, std::move(files)}}, std::move(destination));
  }
  std::vector<DiagnosticCode> write(std::vector<Emission> emissions, Destination destination) {
    Compilation run{SeverityPolicy()};
    run.emissions = std::move(emissions);
    StageLog log;
    World world;
    world.err = stderr;
    write_output(run, inputs_, destination, world, log);
    std::vector<DiagnosticCode> codes;
    for (const Diagnostic& diagnostic : run.sink.all()) codes.push_back(diagnostic.code);
    return codes;
  }

  Destination to(std::string_view name) const {
    Destination destination;
    destination.directory = folder_ / name;
    return destination;
  }
  Destination out() const { return to("out"); }
  Destination share(unsigned index, unsigned count) const {
    Destination destination = out();
    destination.shard = {index, count};
    return destination;
  }

  Manifest manifest() const {
    return std::get<Manifest>(read_manifest(content(folder_ / "out/manifest.json")));
  }
  std::vector<std::string> listed() const {
    std::vector<std::string> paths;
    for (const auto& artefact : manifest().artefacts) paths.push_back(artefact.path);
    return paths;
  }
  timespec time_of(std::string_view name) const {
    struct stat file {};
    ::stat((folder_ / name).c_str(), &file);
    return file.st_mtim;
  }
  void make_old(std::string_view name) const {
    const timespec times[2] = {{1000, 0}, {1000, 0}};
    ::utimensat(AT_FDCWD, (folder_ / name).c_str(), times, 0);
  }

  TemporaryFolder folder_;
  std::vector<DiskLoader::Input> inputs_{{"policy.sg", "", 3, "abc", nullptr}};
};

TEST_F(WriteOutput, MakesTheFolderAndListsWhatItWrote) {
  EXPECT_THAT(write(Files{{"nftables/web.nft", "rules"}}, to("new/out")), IsEmpty());
  EXPECT_EQ(content(folder_ / "new/out/nftables/web.nft"), "rules");
  EXPECT_THAT(folder_.names(), ElementsAre("new", "new/out", "new/out/manifest.json", "new/out/nftables",
                                           "new/out/nftables/web.nft"));
}

TEST_F(WriteOutput, NamesSomeOfManyFilesThatItTakesAwayAndCountsTheRest) {
  Files many;
  for (int i = 0; i < 1000; ++i) many.push_back({fmt::format("nftables/p{}.nft", i), "x"});
  write(many, out());
  EXPECT_EQ(write(Files{{"nftables/last.nft", "x"}}, out()).size(), 21U);
  EXPECT_THAT(listed(), ElementsAre("nftables/last.nft"));
  EXPECT_FALSE(fs::exists(folder_ / "out/nftables/p999.nft"));
}

TEST_F(WriteOutput, TheManifestHoldsDigestsAndSizes) {
  write(Files{{"nftables/web.nft", "abc"}}, out());
  const Manifest::Artefact wanted{"nftables/web.nft", "nftables", 3,
                                  "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"};
  EXPECT_THAT(manifest().artefacts, ElementsAre(wanted));
  EXPECT_EQ(manifest().inputs[0], (Manifest::Input{"policy.sg", 3, "abc"}));
  EXPECT_EQ(manifest().share_count, 0U);
}

TEST_F(WriteOutput, WhatTheNextRunDoesNotGiveIsRemovedWithANote) {
  write(Files{{"nftables/old.nft", "1"}, {"nftables/kept.nft", "2"}}, out());
  EXPECT_THAT(write(Files{{"nftables/kept.nft", "2"}}, out()), ElementsAre(9024));
  EXPECT_FALSE(fs::exists(folder_ / "out/nftables/old.nft"));
  EXPECT_THAT(listed(), ElementsAre("nftables/kept.nft"));
}

TEST_F(WriteOutput, WhatIsGoneAlreadyIsNotMentioned) {
  write(Files{{"nftables/old.nft", "1"}}, out());
  fs::remove(folder_ / "out/nftables/old.nft");
  EXPECT_THAT(write(Files{{"nftables/new.nft", "2"}}, out()), IsEmpty());
}

TEST_F(WriteOutput, WhatNoManifestListsIsNeverRemoved) {
  write(Files{{"nftables/a.nft", "1"}}, out());
  folder_.put("out/nftables/by-hand.nft", "mine");
  write(Files{{"nftables/b.nft", "1"}}, out());
  EXPECT_EQ(content(folder_ / "out/nftables/by-hand.nft"), "mine");
}

TEST_F(WriteOutput, APathThatLeavesTheFolderIsNeverRemoved) {
  folder_.put("precious", "mine");
  fs::create_directories(folder_ / "elsewhere");
  folder_.put("elsewhere/x.nft", "mine");
  fs::create_directories(folder_ / "out");
  fs::create_directory_symlink("../elsewhere", folder_ / "out/nftables");
  Manifest edited;
  edited.artefacts = {{"../precious", "nftables", 1, ""},
                      {folder_ / "precious", "nftables", 1, ""},
                      {"nftables/x.nft", "nftables", 1, ""},
                      {"a/../../precious", "nftables", 1, ""}};
  folder_.put("out/manifest.json", to_json(edited));

  EXPECT_THAT(write(Files{{"xdp/web.bpf.c", "1"}}, out()), ElementsAre(9025, 9025, 9025, 9025));
  EXPECT_EQ(content(folder_ / "precious"), "mine");
  EXPECT_EQ(content(folder_ / "elsewhere/x.nft"), "mine");
}

TEST_F(WriteOutput, SomePointsLeaveTheOthersWhereTheyAreAndListed) {
  write(Files{{"nftables/a.nft", "1"}, {"nftables/b.nft", "1"}}, out());
  Destination some = out();
  some.some_points = true;
  EXPECT_THAT(write(Files{{"nftables/a.nft", "2"}}, some), IsEmpty());
  EXPECT_EQ(content(folder_ / "out/nftables/b.nft"), "1");
  EXPECT_THAT(listed(), ElementsAre("nftables/a.nft", "nftables/b.nft"));
}

TEST_F(WriteOutput, AForeignManifestIsNotOverwrittenAndNothingElseIsWritten) {
  fs::create_directories(folder_ / "out");
  folder_.put("out/manifest.json", R"({"name": "web app"})");
  EXPECT_THAT(write(Files{{"nftables/a.nft", "1"}}, out()), ElementsAre(9023));
  EXPECT_THAT(folder_.names(), ElementsAre("out", "out/manifest.json"));
}

TEST_F(WriteOutput, AFailureLeavesEverythingAsItWas) {
  write(Files{{"nftables/a.nft", "1"}, {"nftables/b.nft", "1"}}, out());
  const std::string before = content(folder_ / "out/manifest.json");
  fs::create_directories(folder_ / "out/nftables/c.nft");
  EXPECT_THAT(write(Files{{"nftables/a.nft", "2"}, {"nftables/c.nft", "2"}}, out()), ElementsAre(9021));
  EXPECT_EQ(content(folder_ / "out/nftables/a.nft"), "1");
  EXPECT_EQ(content(folder_ / "out/nftables/b.nft"), "1");
  EXPECT_EQ(content(folder_ / "out/manifest.json"), before);
}

TEST_F(WriteOutput, AFailureUnmakesTheFoldersThatItMade) {
  Destination destination = to("deep/out");
  destination.manifest = folder_ / "deep";  // a folder is in the way
  EXPECT_THAT(write(Files{{"nftables/a.nft", "1"}}, destination), ElementsAre(9021));
  EXPECT_THAT(folder_.names(), IsEmpty());
}

TEST_F(WriteOutput, AFileInPlaceOfTheFolderIsTold) {
  folder_.put("out", "a file");
  EXPECT_THAT(write(Files{{"nftables/a.nft", "1"}}, out()), ElementsAre(9021));
  EXPECT_EQ(content(folder_ / "out"), "a file");
}

TEST_F(WriteOutput, TimeStampsAreRenewed) {
  write(Files{{"nftables/a.nft", "1"}}, out());
  make_old("out/nftables/a.nft");
  write(Files{{"nftables/a.nft", "1"}}, out());
  EXPECT_GT(time_of("out/nftables/a.nft").tv_sec, 1000);
}

TEST_F(WriteOutput, KeepTimesLeavesWhatIsUnchangedAsItWas) {
  write(Files{{"nftables/a.nft", "1"}, {"nftables/b.nft", "1"}}, out());
  for (const char* const name : {"out/nftables/a.nft", "out/nftables/b.nft"}) make_old(name);
  Destination destination = out();
  destination.keep_times = true;
  write(Files{{"nftables/a.nft", "1"}, {"nftables/b.nft", "2"}}, destination);
  EXPECT_EQ(time_of("out/nftables/a.nft").tv_sec, 1000);
  EXPECT_GT(time_of("out/nftables/b.nft").tv_sec, 1000);
}

TEST_F(WriteOutput, TheDepfileNamesTheManifestAndWhatWasRead) {
  inputs_ = {{"policy.sg", "my policy.sg", 3, "abc", nullptr}, {"<stdin>", "", 3, "abc", nullptr}};
  Destination destination = out();
  destination.depfile = folder_ / "p.d";
  destination.manifest = folder_ / "m.json";
  write(Files{{"nftables/a.nft", "1"}}, destination);
  EXPECT_EQ(content(folder_ / "p.d"), folder_ / "m.json: \\\n  my\\ policy.sg\n");
}

TEST_F(WriteOutput, AnOutputIsNeverPutInPlaceOfAnInputOrOfAnother) {
  inputs_ = {{"policy.sg", folder_.put("policy.sg", "policy"), 3, "abc", nullptr}};
  Destination destination = out();
  destination.depfile = folder_ / "out/../policy.sg";
  EXPECT_THAT(write(Files{{"nftables/a.nft", "1"}}, destination), ElementsAre(9010));
  EXPECT_EQ(content(folder_ / "policy.sg"), "policy");

  destination.depfile = folder_ / "out/nftables/a.nft";
  EXPECT_THAT(write(Files{{"nftables/a.nft", "1"}}, destination), ElementsAre(9010));
  EXPECT_THAT(folder_.names(), ElementsAre("policy.sg"));
}

TEST_F(WriteOutput, SharesOfOneWorkJoinInOneManifest) {
  const Files a{{"nftables/a.nft", "1"}};
  const Files b{{"nftables/b.nft", "1"}};
  write(Files{a[0], b[0]}, out());
  const std::string whole = content(folder_ / "out/manifest.json");
  fs::remove(folder_ / "out/manifest.json");

  EXPECT_THAT(write(b, share(2, 2)), IsEmpty());
  EXPECT_THAT(manifest().shares, ElementsAre(2U));
  EXPECT_THAT(write(a, share(1, 2)), IsEmpty());
  EXPECT_EQ(content(folder_ / "out/manifest.json"), whole);
  EXPECT_THAT(write(a, share(1, 2)), IsEmpty());  // once more: it stays whole
  EXPECT_EQ(content(folder_ / "out/manifest.json"), whole);
}

TEST_F(WriteOutput, AShareOfOtherWorkBeginsANewManifest) {
  write(Files{{"nftables/a.nft", "1"}}, share(1, 2));
  inputs_[0].sha256 = "changed";
  write(Files{{"nftables/b.nft", "1"}}, share(2, 2));
  EXPECT_THAT(manifest().shares, ElementsAre(2U));
  EXPECT_THAT(listed(), ElementsAre("nftables/b.nft"));
}

TEST_F(WriteOutput, WhatAKilledRunLeftBehindIsTakenAway) {
  write(Files{{"nftables/a.nft", "1"}}, out());
  folder_.put("out/nftables/.sgc-123-4", "half");
  folder_.put("out/.sgc-123-5", "half");
  std::filesystem::create_directory(folder_ / "out/.sgc-123-6");
  folder_.put("out/.sgc-123-6/a.nft", "whole");
  folder_.put("out/.sgc-notes", "mine");
  write(Files{{"nftables/a.nft", "1"}}, out());
  EXPECT_THAT(folder_.names(), ElementsAre("out", "out/.sgc-notes", "out/manifest.json", "out/nftables",
                                           "out/nftables/a.nft"));
}

TEST_F(WriteOutput, TargetsOfOneRunAreListedTogether) {
  write(std::vector<Emission>{{&kHost, {{"nftables/a.nft", "1"}}}, {&kCloud, {{"aws/plan.json", "{}"}}}},
        out());
  EXPECT_THAT(manifest().targets, ElementsAre("nftables", "aws"));
  EXPECT_THAT(listed(), ElementsAre("aws/plan.json", "nftables/a.nft"));
}

}  // namespace
}  // namespace sgc::driver
