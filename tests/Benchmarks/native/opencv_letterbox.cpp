// OpenCV's way to a network input: cvtColor where needed, resize, copyMakeBorder, blobFromImage. Buffers live on, as in a
// well-written node.
#include <algorithm>
#include <cstdint>
#include <cstring>
#include <opencv2/core.hpp>
#include <opencv2/dnn.hpp>
#include <opencv2/imgproc.hpp>

namespace
{
void letterbox(const cv::Mat& image, float* target, int input_width, int input_height)
{
    static cv::Mat resized, boxed, blob;
    const double scale = std::min(double(input_width) / image.cols, double(input_height) / image.rows);
    const int new_width = int(image.cols * scale), new_height = int(image.rows * scale);
    cv::resize(image, resized, cv::Size(new_width, new_height), 0, 0, cv::INTER_LINEAR);
    cv::copyMakeBorder(resized, boxed, 0, input_height - new_height, 0, input_width - new_width, cv::BORDER_CONSTANT,
                       cv::Scalar(114, 114, 114));
    cv::dnn::blobFromImage(boxed, blob, 1.0, cv::Size(), cv::Scalar(), false, false, CV_32F);
    if (target != nullptr)
        std::memcpy(target, blob.ptr<float>(), sizeof(float) * blob.total());  // only to compare; a network reads the blob itself
}
}  // namespace

extern "C" void opencv_threads(int threads) { cv::setNumThreads(threads); }

extern "C" void opencv_letterbox(const uint8_t* pixels, const char* encoding, int width, int height, float* target,
                                 int input_width, int input_height)
{
    static cv::Mat converted;
    auto* data = const_cast<uint8_t*>(pixels);
    if (std::strcmp(encoding, "bgr8") == 0)
        return letterbox(cv::Mat(height, width, CV_8UC3, data), target, input_width, input_height);
    if (std::strcmp(encoding, "bgra8") == 0)
        cv::cvtColor(cv::Mat(height, width, CV_8UC4, data), converted, cv::COLOR_BGRA2BGR);
    else if (std::strcmp(encoding, "yuyv") == 0)
        cv::cvtColor(cv::Mat(height, width, CV_8UC2, data), converted, cv::COLOR_YUV2BGR_YUY2);
    else if (std::strcmp(encoding, "nv12") == 0)
        cv::cvtColor(cv::Mat(height * 3 / 2, width, CV_8UC1, data), converted, cv::COLOR_YUV2BGR_NV12);
    else
        cv::cvtColor(cv::Mat(height, width, CV_8UC1, data), converted, cv::COLOR_BayerRGGB2BGR);
    letterbox(converted, target, input_width, input_height);
}
