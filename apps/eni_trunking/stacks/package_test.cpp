#include "eni_trunking/stacks/package.h"

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>

#include "base/test_folder.h"

namespace eni::command {
namespace {

TEST(Package, EveryLocalCodeNamesTheArchiveInTheBucket) {
  const auto packaged = package_template(own_template(), "bucket", "folder/key.zip");
  ASSERT_TRUE(packaged.has_value()) << packaged.error();
  const json::value body = parse_json(*packaged).value();
  for (const char* function : {"EniTrunkingFunctionX86", "EniTrunkingFunctionArm64"}) {
    const json::object& resource = object_at(object_at(body, "Resources"), function);
    EXPECT_EQ(json::serialize(object_at(object_at(resource, "Properties"), "Code")),
              R"({"S3Bucket":"bucket","S3Key":"folder/key.zip"})");
  }
}

TEST(Package, CodeThatIsNoLocalFileStays) {
  const std::string text =
      R"({"Resources":{"F":{"Type":"AWS::Lambda::Function","Properties":{"Code":{"ZipFile":"x"}}}}})";
  EXPECT_EQ(package_template(text, "b", "k").value(), text);
}

TEST(Package, WhatIsNoTemplateIsSaid) {
  EXPECT_EQ(package_template("a: [", "b", "k").error().message.substr(0, 16), "not a template: ");
}

TEST(Package, TheArchivesKeyFollowsFromItsBytes) {
  const TestFolder folder;
  const std::string program = (std::filesystem::path(folder.path()) / "build" / "eni-trunking").string();
  const auto archive = own_archive(program, "x86_64", "stack/");
  if (archive.has_error()) {  // a build before the function's
    const Error error = archive.error();
    EXPECT_EQ(error.message,
              "this program comes without the function for x86_64, and "
              "build/function/eni-trunking-function-x86_64.zip is not there");
    EXPECT_EQ(error.hint, "build it with: ./dev build");
    std::filesystem::create_directories(std::filesystem::path(folder.path()) / "build/function");
    std::ofstream(folder.path() / "build/function/eni-trunking-function-x86_64.zip") << "bytes";
    EXPECT_EQ(own_archive(program, "x86_64")->bytes, "bytes");
    return;
  }
  EXPECT_EQ(archive->bytes.substr(0, 2), "PK");
  EXPECT_EQ(archive->name, "eni-trunking-function-x86_64.zip");
  EXPECT_EQ(archive->key.substr(0, 35), "stack/eni-trunking-function-x86_64-");
  EXPECT_EQ(archive->key.size(), 35 + 64 + 4);
}

}  // namespace
}  // namespace eni::command
