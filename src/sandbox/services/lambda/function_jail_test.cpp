#include "sandbox/services/lambda/function_jail.h"

#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace eni::sandbox::lambda_service {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

/// A language below a folder of the test's: PREFIX/bin/node and what else is asked for.
class FunctionJailTest : public testing::Test {
 protected:
  FunctionJailTest() : prefix_{fs::canonical(testing::TempDir()) / "function-jail" / "v22"} {
    fs::remove_all(prefix_);
    fs::create_directories(prefix_ / "bin");
    fs::create_directories(prefix_ / "lib");
    write("bin/node", "\177ELF");
  }
  void write(const std::string& name, const std::string& text) { std::ofstream{prefix_ / name} << text; }

  Result<FunctionJail> jail(const std::string& program) const {
    LambdaFunction function;
    function.configuration["MemorySize"] = 128;
    const Launch launch{{(prefix_ / program).string(), "/runtimes/nodejs/bootstrap.mjs"}, "/runtimes/nodejs"};
    return function_jail(function, launch, "/task", "/layers", "http://127.0.0.1:4566");
  }

  /// "SOURCE -> TARGET" of what lies below the prefix, with the prefix left out.
  std::vector<std::string> shown(const FunctionJail& made) const {
    std::vector<std::string> result;
    const std::string prefix = prefix_.string();
    for (const auto& mount : made.layout.mounts)
      if (mount.source.starts_with(prefix))
        result.push_back(mount.source.substr(prefix.size()) + " -> " + mount.target);
    return result;
  }

  fs::path prefix_;
};

TEST_F(FunctionJailTest, ShowsALanguageOutsideUsrWithItsLibraries) {
  fs::create_symlink(prefix_ / "bin/node", prefix_ / "node-by-link");
  for (const char* program : {"bin/node", "node-by-link"}) {
    const auto made = jail(program);
    ASSERT_TRUE(made.has_value());
    const bool in_tmp = prefix_.string().starts_with("/tmp/");
    const std::string root = in_tmp ? "/var/lang" : prefix_.string();
    EXPECT_EQ(made->launch.argv[0], root + "/bin/node");
    EXPECT_THAT(shown(*made),
                testing::ElementsAre("/bin/node -> " + root + "/bin/node", "/lib -> " + root + "/lib"));
  }
}

TEST_F(FunctionJailTest, ShowsNothingOfAHomeThatHoldsALanguage) {
  const char* variable = std::getenv("HOME");
  const std::string home = variable ? variable : "/";
  setenv("HOME", prefix_.c_str(), 1);
  const auto made = jail("bin/node");
  setenv("HOME", home.c_str(), 1);
  ASSERT_TRUE(made.has_value());
  EXPECT_EQ(shown(*made).size(), 1u);
}

TEST_F(FunctionJailTest, SaysWhyAVersionManagersScriptDoesNotDo) {
  write("bin/shim", "#!/bin/sh\nexec pyenv exec python3\n");
  const auto made = jail("bin/shim");
  ASSERT_FALSE(made.has_value());
  EXPECT_THAT(made.error().message, HasSubstr("is a script that starts another program"));
  EXPECT_THAT(made.error().hint, HasSubstr("pyenv which python3"));
}

}  // namespace
}  // namespace eni::sandbox::lambda_service
