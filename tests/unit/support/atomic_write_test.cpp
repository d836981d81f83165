#include "compiler/support/atomic_write.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "tests/unit/support/child.h"
#include "tests/unit/support/temporary_folder.h"

namespace sgc {
namespace {

using Names = std::set<std::string>;

struct stat stat_of(const std::string& path) {
  struct stat file {};
  EXPECT_EQ(::stat(path.c_str(), &file), 0) << path;
  return file;
}

// Makes the file look as if it had been written long ago, and gives that time.
time_t age(const std::string& path) {
  constexpr time_t kLongAgo = 1'000'000'000;
  const timespec times[2] = {{kLongAgo, 0}, {kLongAgo, 0}};
  EXPECT_EQ(::utimensat(AT_FDCWD, path.c_str(), times, 0), 0);
  return kLongAgo;
}

std::string reason(const std::optional<WriteFailure>& failure) {
  return failure ? failure->reason : "none";
}

TEST(FileBatch, WritesNothingBeforeItCommits) {
  const TemporaryFolder folder;
  FileBatch batch(Unchanged::RenewTime);
  ASSERT_EQ(reason(batch.add(folder / "a", "new")), "none");
  EXPECT_FALSE(std::filesystem::exists(folder / "a"));
  ASSERT_EQ(reason(batch.commit()), "none");
  EXPECT_EQ(content(folder / "a"), "new");
  EXPECT_EQ(folder.names(), Names{"a"});
}

TEST(FileBatch, ReplacesAFileAndKeepsItsModeAndOwner) {
  const TemporaryFolder folder;
  const std::string path = folder.put("a", "old");
  ASSERT_EQ(::chmod(path.c_str(), 0640), 0);
  ASSERT_TRUE(::geteuid() != 0 || ::chown(path.c_str(), 65534, 65534) == 0);
  const struct stat before = stat_of(path);

  FileBatch batch(Unchanged::RenewTime);
  ASSERT_EQ(reason(batch.add(path, "new")), "none");
  EXPECT_EQ(content(path), "old");
  ASSERT_EQ(reason(batch.commit()), "none");

  const struct stat after = stat_of(path);
  EXPECT_EQ(content(path), "new");
  EXPECT_NE(after.st_ino, before.st_ino) << "a reader of the old one still reads the old one";
  EXPECT_EQ(after.st_mode, before.st_mode);
  EXPECT_EQ(after.st_uid, before.st_uid);
  EXPECT_EQ(after.st_gid, before.st_gid);
  EXPECT_EQ(folder.names(), Names{"a"});
}

TEST(FileBatch, ANewFileHasTheModeOfTheUmask) {
  const TemporaryFolder folder;
  const mode_t before = ::umask(027);
  FileBatch batch(Unchanged::RenewTime);
  EXPECT_EQ(reason(batch.add(folder / "a", "x")), "none");
  EXPECT_EQ(reason(batch.commit()), "none");
  ::umask(before);
  EXPECT_EQ(stat_of(folder / "a").st_mode & 0777U, 0640U);
}

TEST(FileBatch, MakesFoldersAndTakesThemBack) {
  const TemporaryFolder folder;
  {
    FileBatch batch(Unchanged::RenewTime);
    ASSERT_EQ(reason(batch.add(folder / "out/nftables/a.nft", "x")), "none");
    ASSERT_EQ(reason(batch.add(folder / "out/nftables/b.nft", "x")), "none");
  }
  EXPECT_EQ(folder.names(), Names{});

  FileBatch batch(Unchanged::RenewTime);
  ASSERT_EQ(reason(batch.add(folder / "out/nftables/a.nft", "x")), "none");
  ASSERT_EQ(reason(batch.commit()), "none");
  EXPECT_EQ(folder.names(), (Names{"out", "out/nftables", "out/nftables/a.nft"}));
}

TEST(FileBatch, FoldersAppearWithAllTheirFiles) {
  const TemporaryFolder folder;
  FileBatch batch(Unchanged::RenewTime);
  ASSERT_EQ(reason(batch.add(folder / "a/b/c/deep", "1")), "none");
  ASSERT_EQ(reason(batch.add(folder / "a/flat", "2")), "none");
  ASSERT_EQ(reason(batch.add(folder / "a/./b//other", "3")), "none");
  ASSERT_EQ(reason(batch.add(folder / "x/../y/up", "4")), "none");
  for (const char* name : {"a", "y"}) EXPECT_FALSE(std::filesystem::exists(folder / name)) << name;
  ASSERT_EQ(reason(batch.commit()), "none");
  EXPECT_EQ(folder.names(),
            (Names{"a", "a/b", "a/b/c", "a/b/c/deep", "a/b/other", "a/flat", "x", "y", "y/up"}));
  EXPECT_EQ(content(folder / "a/b/other"), "3");
}

TEST(FileBatch, AFolderThatSomebodyMakesMeanwhileKeepsItsFiles) {
  const TemporaryFolder folder;
  FileBatch batch(Unchanged::RenewTime);
  ASSERT_EQ(reason(batch.add(folder / "out/mine", "1")), "none");
  FileBatch other(Unchanged::RenewTime);
  ASSERT_EQ(reason(other.add(folder / "out/theirs", "2")), "none");
  ASSERT_EQ(reason(other.commit()), "none");
  ASSERT_EQ(reason(batch.commit()), "none");
  EXPECT_EQ(folder.names(), (Names{"out", "out/mine", "out/theirs"}));
}

TEST(FileBatch, ANewFolderHasTheModeOfTheUmask) {
  const TemporaryFolder folder;
  const mode_t before = ::umask(027);
  FileBatch batch(Unchanged::RenewTime);
  EXPECT_EQ(reason(batch.add(folder / "below/a", "x")), "none");
  EXPECT_EQ(reason(batch.commit()), "none");
  ::umask(before);
  EXPECT_EQ(stat_of(folder / "below").st_mode & 0777U, 0750U);
}

TEST(FileBatch, AbandonedItLeavesEverythingAsItWas) {
  const TemporaryFolder folder;
  const std::string kept = folder.put("kept", "old");
  const std::string same = folder.put("same", "same");
  const std::string doomed = folder.put("doomed", "x");
  const time_t then = age(same);
  {
    FileBatch batch(Unchanged::RenewTime);
    ASSERT_EQ(reason(batch.add(kept, "new")), "none");
    ASSERT_EQ(reason(batch.add(same, "same")), "none");
    ASSERT_EQ(reason(batch.add(folder / "more", "new")), "none");
    ASSERT_EQ(reason(batch.remove(doomed)), "none");
  }
  EXPECT_EQ(content(kept), "old");
  EXPECT_EQ(stat_of(same).st_mtime, then);
  EXPECT_EQ(folder.names(), (Names{"kept", "same", "doomed"}));
}

TEST(FileBatch, AnUnchangedFileIsNotWrittenAgain) {
  const TemporaryFolder folder;
  const std::string path = folder.put("a", "same");
  const struct stat before = stat_of(path);
  const time_t then = age(path);

  FileBatch keep(Unchanged::KeepTime);
  ASSERT_EQ(reason(keep.add(path, "same")), "none");
  ASSERT_EQ(reason(keep.commit()), "none");
  EXPECT_EQ(stat_of(path).st_mtime, then);

  FileBatch renew(Unchanged::RenewTime);
  ASSERT_EQ(reason(renew.add(path, "same")), "none");
  ASSERT_EQ(reason(renew.commit()), "none");
  EXPECT_GT(stat_of(path).st_mtime, then);
  EXPECT_EQ(stat_of(path).st_ino, before.st_ino);
}

TEST(FileBatch, AFileOfTheSameLengthIsNotTheSame) {
  const TemporaryFolder folder;
  const std::string path = folder.put("a", "allow");
  FileBatch batch(Unchanged::KeepTime);
  ASSERT_EQ(reason(batch.add(path, "allom")), "none");
  ASSERT_EQ(reason(batch.commit()), "none");
  EXPECT_EQ(content(path), "allom");
}

TEST(FileBatch, RemovesWhatIsNoLongerWritten) {
  const TemporaryFolder folder;
  const std::string path = folder.put("stale", "x");
  FileBatch batch(Unchanged::RenewTime);
  ASSERT_EQ(reason(batch.remove(path)), "none");
  ASSERT_EQ(reason(batch.remove(folder / "never there")), "none");
  EXPECT_TRUE(std::filesystem::exists(path));
  ASSERT_EQ(reason(batch.commit()), "none");
  EXPECT_EQ(folder.names(), Names{});
}

TEST(FileBatch, RefusesWhatIsNoFile) {
  const TemporaryFolder folder;
  folder.put("file", "x");
  std::filesystem::create_directory(folder / "folder");
  std::filesystem::create_symlink("file", folder / "link");
  std::filesystem::create_symlink("nothing", folder / "dangling");

  FileBatch batch(Unchanged::RenewTime);
  EXPECT_EQ(reason(batch.add(folder / "folder", "x")), "a folder is in the way");
  EXPECT_EQ(reason(batch.add("/dev/null", "x")), "something that is no file is in the way");
  for (const char* link : {"link", "dangling"}) {
    EXPECT_EQ(reason(batch.add(folder / link, "x")),
              "a symbolic link is in the way: remove it, or write where it leads");
  }
  EXPECT_EQ(reason(batch.add(folder / "file/below", "x")), "not a directory");
  EXPECT_EQ(reason(FileBatch(Unchanged::RenewTime).remove(folder / "folder")), "a folder is in the way");
  EXPECT_EQ(reason(batch.commit()), "none");
  EXPECT_EQ(folder.names(), (Names{"file", "folder", "link", "dangling"}));
}

TEST(FileBatch, RefusesTheSamePathTwice) {
  const TemporaryFolder folder;
  FileBatch batch(Unchanged::RenewTime);
  ASSERT_EQ(reason(batch.add(folder / "a", "1")), "none");
  EXPECT_EQ(reason(batch.add(folder / "./a", "2")), "it would be written twice in one run");
}

TEST(FileBatch, TakesTheLongestNameThatThereIs) {
  const TemporaryFolder folder;
  const std::string longest(255, 'n');
  FileBatch batch(Unchanged::RenewTime);
  ASSERT_EQ(reason(batch.add(folder / longest, "x")), "none");
  EXPECT_EQ(reason(batch.add(folder / (longest + "n"), "x")), "file name too long");
  ASSERT_EQ(reason(batch.commit()), "none");
  EXPECT_EQ(folder.names(), Names{longest});
}

TEST(FileBatch, WritesInTheWorkingFolderToo) {
  const TemporaryFolder folder;
  EXPECT_EQ(run_in_child([&] {
              if (::chdir(folder.path().c_str()) != 0) return kCannotTry;
              FileBatch batch(Unchanged::RenewTime);
              return batch.add("a", "x") || batch.add("below/b", "y") || batch.commit() ? 1 : 0;
            }),
            0);
  EXPECT_EQ(folder.names(), (Names{"a", "below", "below/b"}));
}

TEST(FileBatch, ManyFilesAreOneBatchToo) {
  const TemporaryFolder folder;
  FileBatch batch(Unchanged::RenewTime);
  for (int i = 0; i < 200; ++i)
    ASSERT_EQ(reason(batch.add(folder / ("f" + std::to_string(i)), std::to_string(i))), "none");
  ASSERT_EQ(reason(batch.commit()), "none");
  EXPECT_EQ(folder.names().size(), 200U);
  EXPECT_EQ(content(folder / "f123"), "123");
}

// A step that fails in the middle of the commit takes back those before it: here the file system refuses to
// rename over a mount point, which nobody can see beforehand.
TEST(FileBatch, AFailureInMidCommitTakesBackWhatWasDone) {
  const TemporaryFolder folder;
  const std::string changed = folder.put("changed", "old");
  const std::string same = folder.put("same", "same");
  const std::string removed = folder.put("removed", "x");
  const std::string busy = folder.put("busy", "old");
  const time_t then = age(same);
  const struct stat before = stat_of(changed);

  const int status = run_in_child([&] {
    if (::unshare(CLONE_NEWNS) != 0 || ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0)
      return kCannotTry;
    if (::mount(busy.c_str(), busy.c_str(), nullptr, MS_BIND, nullptr) != 0) return kCannotTry;
    FileBatch batch(Unchanged::RenewTime);
    if (batch.add(changed, "new") || batch.add(same, "same") || batch.add(folder / "out/fresh", "new"))
      return 1;
    if (batch.remove(removed) || batch.add(busy, "new")) return 1;
    const auto failed = batch.commit();
    return failed && failed->path == busy ? 0 : 2;
  });
  if (status == kCannotTry) GTEST_SKIP() << "needs root, to mount";
  ASSERT_EQ(status, 0);

  EXPECT_EQ(content(changed), "old");
  EXPECT_EQ(stat_of(changed).st_ino, before.st_ino);
  EXPECT_EQ(stat_of(same).st_mtime, then);
  EXPECT_EQ(content(removed), "x");
  EXPECT_EQ(folder.names(), (Names{"changed", "same", "removed", "busy"}));
}

TEST(FileBatch, AFullDiskLeavesEverythingAsItWas) {
  const TemporaryFolder folder;
  const int status = run_in_child([&] {
    if (!mount_own_tmpfs(folder.path().c_str(), "size=64k")) return kCannotTry;
    folder.put("a", "old");
    {
      FileBatch batch(Unchanged::RenewTime);
      if (batch.add(folder / "a", "new")) return 1;
      const auto failed = batch.add(folder / "b", std::string(std::size_t{1} << 20U, 'x'));
      if (reason(failed) != "no space left on device") return 2;
    }
    return content(folder / "a") == "old" && folder.names() == Names{"a"} ? 0 : 3;
  });
  if (status == kCannotTry) GTEST_SKIP() << "needs root, to mount";
  EXPECT_EQ(status, 0);
}

TEST(FileBatch, AReadOnlyPlaceIsAFailure) {
  const TemporaryFolder folder;
  const int status = run_in_child([&] {
    if (!mount_own_tmpfs(folder.path().c_str(), "size=64k", MS_RDONLY)) return kCannotTry;
    FileBatch batch(Unchanged::RenewTime);
    return reason(batch.add(folder / "a", "x")) == "read-only file system" ? 0 : 1;
  });
  if (status == kCannotTry) GTEST_SKIP() << "needs root, to mount";
  EXPECT_EQ(status, 0);
}

TEST(FileBatch, AFolderOfSomebodyElseIsAFailure) {
  if (::geteuid() != 0) GTEST_SKIP() << "needs root, to become somebody else";
  const TemporaryFolder folder;
  ASSERT_EQ(::chmod(folder.path().c_str(), 0755), 0);
  EXPECT_EQ(run_in_child([&] {
              if (::setuid(65534) != 0) return kCannotTry;
              FileBatch batch(Unchanged::RenewTime);
              return reason(batch.add(folder / "a", "x")) == "permission denied" &&
                             reason(batch.add(folder / "below/a", "x")) == "permission denied"
                         ? 0
                         : 1;
            }),
            0);
  EXPECT_EQ(folder.names(), Names{});
}

// Whenever the process is killed, each file is the old one or the new one.
TEST(FileBatch, KilledAtAnyTimeItLeavesWholeFiles) {
  const TemporaryFolder folder;
  const std::string old_bytes(100'000, 'o');
  const std::string new_bytes(100'000, 'n');
  for (unsigned delay_us = 0; delay_us < 20'000; delay_us += 1'000) {
    for (const char* name : {"a", "b", "c"}) folder.put(name, old_bytes);
    std::fflush(nullptr);
    const pid_t child = ::fork();
    if (child == 0) {
      FileBatch batch(Unchanged::RenewTime);
      for (const char* name : {"a", "b", "c"}) static_cast<void>(batch.add(folder / name, new_bytes));
      static_cast<void>(batch.commit());
      ::_exit(0);
    }
    ::usleep(delay_us);
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    for (const char* name : {"a", "b", "c"}) {
      const std::string found = content(folder / name);
      ASSERT_TRUE(found == old_bytes || found == new_bytes) << name << " after " << delay_us << " us";
    }
  }
}

}  // namespace
}  // namespace sgc
