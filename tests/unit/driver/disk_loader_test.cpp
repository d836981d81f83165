// Which files are read, under which names, and which are not.
#include "compiler/driver/disk_loader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "compiler/support/digest.h"
#include "tests/unit/support/temporary_folder.h"

namespace sgc::driver {
namespace {

namespace fs = std::filesystem;
using Status = LoadedFile::Status;
using ::testing::ElementsAre;

// A folder with a policy in a folder of it, and sgc called from it.
class DiskLoaderTest : public testing::Test {
 protected:
  DiskLoaderTest() : before_(fs::current_path()) {
    for (const char* const name : {"work/feeds", "work/inc", "secret"})
      fs::create_directories(folder_ / name);
    folder_.put("work/policy.sg", "policy");
    folder_.put("work/feeds/drop.netset", "192.0.2.1\n");
    folder_.put("work/feeds/more.sg", "more");
    folder_.put("work/inc/common.sg", "common");
    folder_.put("secret/passwd", "root");
    fs::current_path(folder_.path());
  }
  ~DiskLoaderTest() override { fs::current_path(before_); }

  DiskLoader loader(std::vector<std::string> files, std::vector<std::string> include_folders = {}) {
    return DiskLoader(files, include_folders, world_, log_);
  }

  TemporaryFolder folder_;
  fs::path before_;
  World world_;
  StageLog log_;
};

TEST_F(DiskLoaderTest, ShowsNamesRelativeToTheFolderOfTheFirstFile) {
  DiskLoader disk = loader({"work/policy.sg"});
  EXPECT_EQ(disk.load_root("work/policy.sg").shown_name, "policy.sg");
  EXPECT_EQ(disk.load_feed("feeds/drop.netset", "policy.sg").shown_name, "feeds/drop.netset");
  EXPECT_EQ(disk.load_feed("./feeds/../feeds/drop.netset", "policy.sg").shown_name, "feeds/drop.netset");
}

TEST_F(DiskLoaderTest, PathsAreRelativeToTheFileThatSaysThem) {
  DiskLoader disk = loader({"work/policy.sg"});
  disk.load_root("work/policy.sg");
  ASSERT_EQ(disk.load_include("feeds/more.sg", "policy.sg").status, Status::Ok);
  EXPECT_EQ(disk.load_feed("drop.netset", "feeds/more.sg").status, Status::Ok);
  EXPECT_EQ(disk.load_feed("drop.netset", "policy.sg").status, Status::Missing);
}

TEST_F(DiskLoaderTest, RemembersEachFileOnceByThePathFromWhereSgcWasCalled) {
  DiskLoader disk = loader({"work/policy.sg"});
  disk.load_root("work/policy.sg");
  disk.load_feed("feeds/drop.netset", "policy.sg");
  disk.load_feed("./feeds/drop.netset", "policy.sg");

  const auto inputs = disk.inputs_with_digests();
  ASSERT_EQ(inputs.size(), 2U);
  EXPECT_EQ(inputs[0].path_from_here, "work/policy.sg");
  EXPECT_EQ(inputs[1].path_from_here, "work/feeds/drop.netset");
  EXPECT_EQ(inputs[1].sha256, sha256_hex("192.0.2.1\n"));
  EXPECT_EQ(inputs[1].size, 10U);
}

TEST_F(DiskLoaderTest, AnAbsoluteFileGivesAbsolutePaths) {
  const std::string file = folder_ / "work/policy.sg";
  DiskLoader disk = loader({file});
  EXPECT_EQ(disk.load_root(file).shown_name, "policy.sg");
  EXPECT_EQ(disk.inputs()[0].path_from_here, file);
}

TEST_F(DiskLoaderTest, KeepsToTheFoldersOfTheFilesAndIncludeFolders) {
  DiskLoader disk = loader({"work/policy.sg"});
  disk.load_root("work/policy.sg");
  EXPECT_EQ(disk.load_feed("../secret/passwd", "policy.sg").status, Status::Outside);
  EXPECT_EQ(disk.load_feed("../secret/nothing", "policy.sg").status, Status::Outside);
  EXPECT_EQ(disk.load_feed("/etc/passwd", "policy.sg").status, Status::Outside);
  EXPECT_EQ(disk.load_feed(folder_ / "work/feeds/drop.netset", "policy.sg").status, Status::Ok);

  DiskLoader wider = loader({"work/policy.sg"}, {"secret"});
  wider.load_root("work/policy.sg");
  EXPECT_EQ(wider.load_feed("../secret/passwd", "policy.sg").status, Status::Ok);
}

TEST_F(DiskLoaderTest, AFolderWhoseNameBeginsLikeAnAllowedOneIsOutside) {
  fs::create_directory(folder_ / "work2");
  folder_.put("work2/feed", "192.0.2.1\n");
  DiskLoader disk = loader({"work/policy.sg"});
  disk.load_root("work/policy.sg");
  EXPECT_EQ(disk.load_feed("../work2/feed", "policy.sg").status, Status::Outside);
}

TEST_F(DiskLoaderTest, FollowsLinksBeforeItDecides) {
  fs::create_symlink("../secret/passwd", folder_ / "work/link");
  fs::create_symlink("../../secret", folder_ / "work/feeds/folder");
  fs::create_symlink("feeds/drop.netset", folder_ / "work/inner");
  fs::create_symlink("loop", folder_ / "work/loop");
  DiskLoader disk = loader({"work/policy.sg"});
  disk.load_root("work/policy.sg");
  EXPECT_EQ(disk.load_feed("link", "policy.sg").status, Status::Outside);
  EXPECT_EQ(disk.load_feed("feeds/folder/passwd", "policy.sg").status, Status::Outside);
  EXPECT_EQ(disk.load_feed("inner", "policy.sg").status, Status::Ok);
  EXPECT_EQ(disk.load_feed("loop", "policy.sg").status, Status::Unreadable);
}

TEST_F(DiskLoaderTest, AFileOfTheCommandLineMayBeALinkToAnywhere) {
  fs::create_symlink("../secret/passwd", folder_ / "work/linked.sg");
  DiskLoader disk = loader({"work/linked.sg"});
  EXPECT_EQ(disk.load_root("work/linked.sg").status, Status::Ok);
  EXPECT_EQ(disk.load_feed("feeds/drop.netset", "linked.sg").status, Status::Ok);
}

TEST_F(DiskLoaderTest, IncludesAreLookedForInIncludeFoldersToo) {
  DiskLoader disk = loader({"work/policy.sg"}, {"work/inc"});
  disk.load_root("work/policy.sg");
  EXPECT_EQ(disk.load_include("common.sg", "policy.sg").shown_name, "inc/common.sg");
  EXPECT_EQ(disk.load_feed("common.sg", "policy.sg").status, Status::Missing);
}

// What is missing where it may be read is not said to lie outside because another folder is asked after it.
TEST_F(DiskLoaderTest, AFileThatCannotBeFollowedIsUnreadable) {
  fs::create_symlink("circle", folder_ / "circle");
  DiskLoader disk = loader({"circle"});
  EXPECT_EQ(disk.load_root("circle").status, Status::Unreadable);

  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  const std::string pipe = "/dev/fd/" + std::to_string(ends[0]);
  const LoadedFile file = loader({pipe}).load_root(pipe);
  EXPECT_EQ(file.status, Status::Unreadable);
  EXPECT_EQ(file.reason, "it is a pipe, not a file");
  ::close(ends[0]);
  ::close(ends[1]);
}

// So that Make and Ninja see that such a feed is there.
TEST_F(DiskLoaderTest, RemembersWhereMissingFeedsWouldAppear) {
  DiskLoader disk = loader({"work/policy.sg"});
  disk.load_root("work/policy.sg");
  for (const char* const feed : {"feeds/late", "feeds/later", "no/such/folder/late", "feeds/drop.netset"}) disk.load_feed(feed, "policy.sg");
  EXPECT_THAT(disk.watched_folders(), ElementsAre("work/feeds", "work"));

  const std::string absolute = folder_ / "work/policy.sg";
  DiskLoader other = loader({absolute});
  other.load_root(absolute);
  other.load_feed("late", "policy.sg");
  EXPECT_THAT(other.watched_folders(), ElementsAre(folder_ / "work"));
}

TEST_F(DiskLoaderTest, AMissingIncludeIsMissing) {
  DiskLoader disk = loader({"work/policy.sg"}, {"work/inc"});
  disk.load_root("work/policy.sg");
  disk.load_include("common.sg", "policy.sg");
  EXPECT_EQ(disk.load_include("../nothing.sg", "inc/common.sg").status, Status::Missing);
  EXPECT_EQ(disk.load_include("../../nothing.sg", "inc/common.sg").status, Status::Outside);

  DiskLoader wider = loader({"work/policy.sg"}, {"secret"});
  wider.load_root("work/policy.sg");
  EXPECT_EQ(wider.load_include("feeds/../nothing.sg", "policy.sg").status, Status::Missing);
}

TEST_F(DiskLoaderTest, AnIncludeFolderThatIsNoneIsTold) {
  EXPECT_EQ(loader({"work/policy.sg"}, {"nowhere"}).missing_folder()->first, "nowhere");
  EXPECT_EQ(loader({"work/policy.sg"}, {"work/policy.sg"}).missing_folder()->second, "it is no folder");
  EXPECT_FALSE(loader({"work/policy.sg"}, {"work/inc"}).missing_folder());
}

TEST_F(DiskLoaderTest, ARunSeesOneContentOfAFile) {
  DiskLoader disk = loader({"work/policy.sg"});
  disk.load_root("work/policy.sg");
  disk.load_feed("feeds/drop.netset", "policy.sg");
  folder_.put("work/feeds/drop.netset", "203.0.113.1\n");
  EXPECT_EQ(disk.load_feed("feeds/drop.netset", "policy.sg").buffer->text(), "192.0.2.1\n");
}

TEST_F(DiskLoaderTest, StandardInputLiesInTheCurrentFolder) {
  std::string text = "from a pipe";
  world_.in = ::tmpfile();
  std::fwrite(text.data(), 1, text.size(), world_.in);
  std::rewind(world_.in);
  fs::current_path(folder_ / "work");

  DiskLoader disk = loader({"-"});
  const LoadedFile file = disk.load_root("-");
  EXPECT_EQ(file.shown_name, "<stdin>");
  EXPECT_EQ(file.buffer->text(), text);
  EXPECT_EQ(disk.load_feed("feeds/drop.netset", "<stdin>").shown_name, "feeds/drop.netset");
  EXPECT_EQ(disk.load_feed("../secret/passwd", "<stdin>").status, Status::Outside);
  std::fclose(world_.in);
}

TEST_F(DiskLoaderTest, TheDigestOfACompressedFeedIsThatOfTheFile) {
  const std::string line = "gzip -nk " + folder_ / "work/feeds/drop.netset";
  if (std::system(line.c_str()) != 0) GTEST_SKIP() << "gzip is not installed";
  DiskLoader disk = loader({"work/policy.sg"});
  disk.load_root("work/policy.sg");
  ASSERT_EQ(disk.load_feed("feeds/drop.netset.gz", "policy.sg").buffer->text(), "192.0.2.1\n");

  const std::string packed = content(folder_ / "work/feeds/drop.netset.gz");
  EXPECT_EQ(disk.inputs_with_digests()[1].sha256, sha256_hex(packed));
  EXPECT_EQ(disk.inputs()[1].size, packed.size());
}

}  // namespace
}  // namespace sgc::driver
