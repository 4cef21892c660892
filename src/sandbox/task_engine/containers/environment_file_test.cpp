/// What counts of a file of environment variables.
#include "sandbox/task_engine/containers/environment_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace eni::sandbox::task_engine {
namespace {

std::string joined(const Result<std::map<std::string, std::string>>& variables) {
  if (!variables) return variables.error().message;
  std::string out;
  for (const auto& [name, value] : *variables) out += "[" + name + "=" + value + "]";
  return out;
}

TEST(EnvironmentFile, LineByLine) {
  const struct {
    const char* what;
    std::string text;
    std::string read;
  } rows[] = {
      {"variables", "A=1\nB=2", "[A=1][B=2]"},
      {"ends of lines of Windows", "A=1\r\nB=2\r\n", "[A=1][B=2]"},
      {"a value with more of them", "URL=http://x/?a=b\n", "[URL=http://x/?a=b]"},
      {"quotes and blanks are a part of it", "A=\"x y\" \nB='z'\n", "[A=\"x y\" ][B='z']"},
      {"comments", "#A=1\n# B=2\nC=3 # no comment", "[C=3 # no comment]"},
      {"a blank before '#' makes it a variable", " #A=1", "[ #A=1]"},
      {"blanks are a part of the name", " A =1", "[ A =1]"},
      {"export is a part of the name", "export A=1", "[export A=1]"},
      {"without a value, a name, or '='", "A=\n=1\nB\n\n=\n", ""},
      {"the last one counts", "A=1\nA=2\n", "[A=2]"},
      {"bytes that are no UTF-8, each of them", "A=\xff\xfe\nB\x80=\xc3\xa9",
       "[A=\xef\xbf\xbd\xef\xbf\xbd][B\xef\xbf\xbd=\xc3\xa9]"},
      {"nothing", "", ""},
      {"the longest line", "A=" + std::string(65'533, 'x') + "\n", "[A=" + std::string(65'533, 'x') + "]"},
      {"one that is too long", "A=" + std::string(65'534, 'x') + "\nB=1\n", "bufio.Scanner: token too long"},
  };
  for (const auto& row : rows) {
    std::size_t left = kMaxVariableBytes;
    EXPECT_EQ(joined(read_environment_file(row.text, left)), row.read) << row.what;
  }
}

TEST(EnvironmentFile, TakesNoMoreThanAProgramCanBeStartedWith) {
  const struct {
    const char* what;
    std::string text;
    std::size_t left;
    std::string read;
  } rows[] = {
      {"as much as there is", "A=1\nBC=2\n", 25, "[A=1][BC=2]"},
      {"a byte more", "A=1\nBC=2\n", 24, "argument list too long"},
      {"the same again", "A=1\nA=1\n", 23, "argument list too long"},
      {"other lines take nothing", "# comment\nB\nA=1\n", 12, "[A=1]"},
      {"one that grows", "A=" + std::string(60'000, '\xff'), kMaxVariableBytes, "argument list too long"},
  };
  for (const auto& row : rows) {
    std::size_t left = row.left;
    EXPECT_EQ(joined(read_environment_file(row.text, left)), row.read) << row.what;
  }
}

TEST(EnvironmentFile, SharesItsRoomWithOthersOfTheTask) {
  std::size_t left = 25;
  EXPECT_EQ(joined(read_environment_file("A=1", left)), "[A=1]");
  EXPECT_EQ(joined(read_environment_file("BC=2", left)), "[BC=2]");
  EXPECT_EQ(left, 0U);
}

TEST(EnvironmentFile, IsAnObjectOfS3) {
  const struct {
    std::string arn;
    std::string read;
  } rows[] = {
      {"arn:aws:s3:::bucket/a.env", "bucket a.env"},
      {"arn:aws-cn:s3:::bucket/folder/a:b.env", "bucket folder/a:b.env"},
      {"arn:aws:s3:::bucket", "invalid s3 arn: arn:aws:s3:::bucket"},
      {"arn:aws:s3:::bucket/", "invalid s3 arn: arn:aws:s3:::bucket/"},
      {"arn:aws:s3:::/a.env", "invalid s3 arn: arn:aws:s3:::/a.env"},
      {"arn::s3:::bucket/a.env", "invalid s3 arn: arn::s3:::bucket/a.env"},
      {"arn:aws:ec2:::bucket/a:s3:::b/a.env", "invalid s3 arn: arn:aws:ec2:::bucket/a:s3:::b/a.env"},
      {"s3://bucket/a.env", "invalid s3 arn: s3://bucket/a.env"},
      {"", "invalid s3 arn: "},
  };
  for (const auto& row : rows) {
    const auto object = read_s3_arn(row.arn);
    EXPECT_EQ(object ? object->bucket + " " + object->key : object.error().message, row.read);
  }
}

}  // namespace
}  // namespace eni::sandbox::task_engine
