#include "tests/program/run_program.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <thread>

namespace sgc {
namespace {

constexpr int kCannotRun = 127;

std::string read_to_end(int descriptor) {
  std::string text;
  std::array<char, 65536> piece{};
  for (ssize_t count = 0; (count = ::read(descriptor, piece.data(), piece.size())) > 0;) {
    text.append(piece.data(), static_cast<std::size_t>(count));
  }
  ::close(descriptor);
  return text;
}

void write_and_close(int descriptor, const std::string& text) {
  for (std::size_t at = 0; at < text.size();) {
    const ssize_t count = ::write(descriptor, text.data() + at, text.size() - at);
    if (count <= 0) break;
    at += static_cast<std::size_t>(count);
  }
  ::close(descriptor);
}

struct Pipe {
  int read_end = -1;
  int write_end = -1;
};

Pipe make_pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) std::abort();
  return {ends[0], ends[1]};
}

// In the child: becomes the program.
[[noreturn]] void become(const ProgramRun& run, int in, int out, int err) {
  ::dup2(in, STDIN_FILENO);
  ::dup2(out, STDOUT_FILENO);
  ::dup2(err, STDERR_FILENO);
  if (::chdir(run.folder.c_str()) != 0) ::_exit(kCannotRun);
  for (const char* const inherited : {"NO_COLOR", "SOURCE_DATE_EPOCH"}) ::unsetenv(inherited);
  for (const auto& [name, value] : run.environment) ::setenv(name.c_str(), value.c_str(), 1);

  std::vector<std::string> words = run.arguments;
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  ::execvp(argv[0], argv.data());
  ::_exit(kCannotRun);
}

}  // namespace

ProgramResult run_program(const ProgramRun& run) {
  std::signal(SIGPIPE, SIG_IGN);  // a program need not read what it is given
  const Pipe in = make_pipe();
  const Pipe out = make_pipe();
  const Pipe err = make_pipe();

  const pid_t child = ::fork();
  if (child == 0) {
    std::signal(SIGPIPE, SIG_DFL);
    become(run, in.read_end, out.write_end, err.write_end);
  }
  ::close(in.read_end);
  ::close(out.write_end);
  ::close(err.write_end);

  ProgramResult result;
  std::thread feeding([&] { write_and_close(in.write_end, run.input); });
  std::thread listening([&] { result.err = read_to_end(err.read_end); });
  result.out = read_to_end(out.read_end);
  listening.join();
  feeding.join();

  int status = 0;
  ::waitpid(child, &status, 0);
  result.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return result;
}

std::string sgc_path() {
  return SGC_BINARY_DIR "/sgc";
}

ProgramResult run_sgc(const std::vector<std::string>& arguments, const std::string& folder,
                      const std::string& input) {
  ProgramRun run{{sgc_path()}, folder, input, {}};
  run.arguments.insert(run.arguments.end(), arguments.begin(), arguments.end());
  return run_program(run);
}

ProgramResult run_shell(const std::string& line, const std::string& folder, const std::string& input) {
  const char* const path = std::getenv("PATH");
  const std::string with_sgc =
      std::string(SGC_BINARY_DIR) + ":" + (path == nullptr ? "" : path) + ":/usr/sbin:/sbin";
  return run_program({{"sh", "-c", line}, folder, input, {{"PATH", with_sgc}}});
}

}  // namespace sgc
