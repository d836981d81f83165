#include "compiler/support/file_reader.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include <atomic>
#include <thread>
#include <vector>

#include "compiler/support/decompress.h"
#include "tests/unit/support/child.h"
#include "tests/unit/support/temporary_folder.h"

namespace sgc {
namespace {

using Status = FileText::Status;

std::string gzip(std::string_view text) {
  z_stream stream{};
  deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, MAX_WBITS + 16, 8, Z_DEFAULT_STRATEGY);
  std::string bytes(deflateBound(&stream, text.size()) + 32, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(bytes.data());
  stream.avail_out = static_cast<uInt>(bytes.size());
  deflate(&stream, Z_FINISH);
  bytes.resize(stream.total_out);
  deflateEnd(&stream);
  return bytes;
}

std::string zstd(std::string_view text) {
  std::string bytes(ZSTD_compressBound(text.size()), '\0');
  bytes.resize(ZSTD_compress(bytes.data(), bytes.size(), text.data(), text.size(), 1));
  return bytes;
}

// Text that does not compress to nothing, so that archives of it have several pieces.
std::string long_text() {
  std::string text;
  for (unsigned i = 0; i < 300'000; ++i) text += std::to_string(i * 2654435761U) + "\n";
  return text;
}

TEST(ReadFile, GivesTheWholeFile) {
  const TemporaryFolder folder;
  const std::string text = long_text();
  const FileText file = read_file(folder.put("a.txt", text));
  ASSERT_EQ(file.status, Status::Ok) << file.reason;
  EXPECT_EQ(file.buffer->text(), text);
}

TEST(ReadFile, AnEmptyFileIsAnEmptyText) {
  const TemporaryFolder folder;
  const FileText file = read_file(folder.put("empty", ""));
  ASSERT_EQ(file.status, Status::Ok) << file.reason;
  EXPECT_EQ(file.buffer->text(), "");
}

TEST(ReadFile, AnEmptyFileIsOneWhateverItIsCalled) {
  const TemporaryFolder folder;
  for (const char* const name : {"feed.gz", "feed.zst"}) {
    folder.put(name, "");
    const FileText file = read_file(folder / name);
    ASSERT_EQ(file.status, Status::Ok) << name << file.reason;
    EXPECT_EQ(file.buffer->text(), "");
  }
}

TEST(ReadFile, SaysWhatIsNotThere) {
  const TemporaryFolder folder;
  folder.put("file", "x");
  EXPECT_EQ(read_file(folder / "nothing").status, Status::Missing);
  EXPECT_EQ(read_file(folder / "nothing").reason, "no such file or directory");
  EXPECT_EQ(read_file(folder / "file/below").status, Status::Missing);
}

TEST(ReadFile, RefusesWhatIsNoFile) {
  const TemporaryFolder folder;
  ASSERT_EQ(::mkfifo((folder / "pipe").c_str(), 0600), 0);
  EXPECT_EQ(read_file(folder.path()).reason, "it is a folder, not a file");
  EXPECT_EQ(read_file(folder / "pipe").reason, "it is a pipe, not a file");
  EXPECT_EQ(read_file("/dev/null").reason, "it is a device, not a file");
  EXPECT_EQ(read_file("/dev/null").status, Status::Unreadable);
}

TEST(ReadFile, FollowsLinksAndSaysWhenTheyTurnInCircles) {
  const TemporaryFolder folder;
  folder.put("file", "text");
  std::filesystem::create_symlink("file", folder / "link");
  std::filesystem::create_symlink("circle", folder / "circle");
  EXPECT_EQ(read_file(folder / "link").buffer->text(), "text");
  EXPECT_EQ(read_file(folder / "circle").status, Status::Unreadable);
}

TEST(ReadFile, SaysWhenItMayNot) {
  if (::geteuid() != 0) GTEST_SKIP() << "needs root, to become somebody else";
  const TemporaryFolder folder;
  const std::string path = folder.put("secret", "x");
  std::filesystem::permissions(path, std::filesystem::perms::owner_read);
  EXPECT_EQ(run_in_child([&] {
              if (::setuid(65534) != 0) return kCannotTry;
              const FileText file = read_file(path);
              return file.status == Status::Unreadable || file.status == Status::Missing ? 0 : 1;
            }),
            0);
}

TEST(ReadFile, TakesFilesThatDoNotTellTheirSize) {
  const FileText file = read_file("/proc/self/status");
  ASSERT_EQ(file.status, Status::Ok) << file.reason;
  EXPECT_TRUE(file.buffer->text().starts_with("Name:"));
}

TEST(ReadFile, RefusesMoreThanItsLimit) {
  const TemporaryFolder folder;
  const std::string path = folder.put("file", "12345678");
  EXPECT_EQ(read_file(path, {.text = 8}).status, Status::Ok);
  const FileText file = read_file(path, {.text = 7});
  EXPECT_EQ(file.status, Status::Unreadable);
  EXPECT_EQ(file.reason, "it has more than 7 bytes, the most that is taken");
}

TEST(ReadFile, RefusesASparseFileThatIsTooLargeAtOnce) {
  const TemporaryFolder folder;
  const std::string path = folder.put("huge", "");
  ASSERT_EQ(::truncate(path.c_str(), off_t{1} << 33), 0);
  EXPECT_EQ(read_file(path).status, Status::Unreadable);
}

// Somebody cuts and extends the file again and again while it is read. Whatever is taken is a text that the
// file had.
TEST(ReadFile, NeverTakesAFileThatChangesUnderItsHands) {
  const TemporaryFolder folder;
  const std::string whole(std::size_t{8} << 20U, 'x');
  const std::string path = folder.put("feed", whole);
  std::atomic<bool> stop = false;
  std::thread writer([&] {
    const int file = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
    while (!stop) {
      EXPECT_EQ(::ftruncate(file, 1 << 20), 0);
      EXPECT_EQ(::pwrite(file, whole.data(), whole.size(), 0), static_cast<ssize_t>(whole.size()));
    }
    ::close(file);
  });

  int refused = 0;
  for (int round = 0; round < 50; ++round) {
    const FileText file = read_file(path);
    if (file.status == Status::Ok) {
      EXPECT_EQ(file.buffer->text().find_first_not_of('x'), std::string_view::npos);
    } else {
      EXPECT_EQ(file.reason, "it changed while it was read");
      ++refused;
    }
  }
  stop = true;
  writer.join();
  EXPECT_GT(refused, 0);
}

TEST(ReadFile, DecompressesByTheEndOfTheName) {
  const TemporaryFolder folder;
  const std::string text = long_text();
  for (const FileText& file :
       {read_file(folder.put("a.gz", gzip(text))), read_file(folder.put("a.zst", zstd(text)))}) {
    ASSERT_EQ(file.status, Status::Ok) << file.reason;
    EXPECT_EQ(file.buffer->text(), text);
  }
  EXPECT_EQ(read_file(folder.put("a.txt", gzip(text))).buffer->text(), gzip(text));
}

TEST(ReadDescriptor, ReadsAPipeToItsEnd) {
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  const std::string text = long_text();
  std::thread writer([&] {
    EXPECT_EQ(::write(ends[1], text.data(), text.size()), static_cast<ssize_t>(text.size()));
    ::close(ends[1]);
  });
  const FileText file = read_descriptor(ends[0]);
  writer.join();
  ::close(ends[0]);
  ASSERT_EQ(file.status, Status::Ok);
  EXPECT_EQ(file.buffer->text(), text);
}

struct Format {
  const char* name;
  std::string (*compress)(std::string_view);
  Decompressed (*decompress)(std::string_view, std::uint64_t);
};

class Decompress : public testing::TestWithParam<Format> {
 protected:
  std::string archive(std::string_view text) const { return GetParam().compress(text); }
  Decompressed open(std::string_view bytes, std::uint64_t most = kMostDecompressedBytes) const {
    return GetParam().decompress(bytes, most);
  }
};

INSTANTIATE_TEST_SUITE_P(Formats, Decompress,
                         testing::Values(Format{"gzip", gzip, decompress_gzip},
                                         Format{"zstd", zstd, decompress_zstd}),
                         [](const auto& info) { return info.param.name; });

TEST_P(Decompress, TakesArchivesOneAfterTheOther) {
  const std::string both = archive("192.0.2.1\n") + archive("") + archive(long_text());
  const Decompressed result = open(both);
  ASSERT_NE(result.buffer, nullptr) << result.reason;
  EXPECT_EQ(result.buffer->text(), "192.0.2.1\n" + long_text());
}

TEST_P(Decompress, TakesAnArchiveOfNothing) {
  const Decompressed result = open(archive(""));
  ASSERT_NE(result.buffer, nullptr) << result.reason;
  EXPECT_EQ(result.buffer->text(), "");
}

TEST_P(Decompress, RefusesEveryArchiveThatIsCutOff) {
  const std::string whole = archive("192.0.2.1\n192.0.2.2\n");
  for (std::size_t length = 0; length < whole.size(); ++length) {
    const Decompressed result = open(whole.substr(0, length));
    EXPECT_EQ(result.buffer, nullptr) << length;
    EXPECT_FALSE(result.reason.empty()) << length;
  }
  EXPECT_EQ(open(whole.substr(0, whole.size() - 1)).reason, "it is cut off");
}

TEST_P(Decompress, SeesEveryFlippedBitOrGivesTheSameText) {
  const std::string text = "192.0.2.1\n192.0.2.2\n";
  const std::string whole = archive(text);
  int refused = 0;
  for (std::size_t bit = 0; bit < whole.size() * 8; ++bit) {
    std::string damaged = whole;
    damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << (bit % 8)));
    const Decompressed result = open(damaged);
    refused += result.buffer == nullptr ? 1 : 0;
  }
  EXPECT_GT(refused, 0);
}

TEST_P(Decompress, RefusesWhatFollowsAnArchive) {
  for (const std::string_view tail : {"x", "trailing", "\n", "\x1F", "\x1F\x8B"}) {
    EXPECT_EQ(open(archive("192.0.2.1\n") + std::string(tail)).buffer, nullptr) << tail;
  }
}

TEST_P(Decompress, RefusesWhatIsNoArchive) {
  EXPECT_EQ(open("192.0.2.1\n192.0.2.2\n").reason,
            std::string("it is not in ") + GetParam().name + " format");
  EXPECT_EQ(open("").reason, "it is empty: not even an archive of nothing");
}

TEST_P(Decompress, StopsABombAtItsLimit) {
  const std::string bomb = archive(std::string(std::size_t{64} << 20U, '\0'));
  EXPECT_LT(bomb.size(), std::size_t{1} << 20U);
  const Decompressed result = open(bomb, std::uint64_t{1} << 20U);
  EXPECT_EQ(result.buffer, nullptr);
  EXPECT_EQ(result.reason, "it decompresses to more than 1048576 bytes, the most that is taken");

  EXPECT_NE(open(archive("12345678"), 8).buffer, nullptr);
  EXPECT_EQ(open(archive("123456789"), 8).buffer, nullptr);
}

TEST(ReadFile, SaysWhyAnArchiveIsDamaged) {
  const TemporaryFolder folder;
  const FileText file = read_file(folder.put("feed.gz", "192.0.2.1\n"));
  EXPECT_EQ(file.status, Status::Damaged);
  EXPECT_EQ(file.reason, "it is not in gzip format");
}

}  // namespace
}  // namespace sgc
