// OpenCV's way to a network input: resize, copyMakeBorder, blobFromImage. Buffers live on, as in a well-written node.
#include <algorithm>
#include <cstdint>
#include <cstring>
#include <opencv2/core.hpp>
#include <opencv2/dnn.hpp>
#include <opencv2/imgproc.hpp>

extern "C" void opencv_threads(int threads) { cv::setNumThreads(threads); }

extern "C" void opencv_letterbox(const uint8_t* bgr, int width, int height, float* target, int input_width, int input_height)
{
    static cv::Mat resized, boxed, blob;
    const cv::Mat image(height, width, CV_8UC3, const_cast<uint8_t*>(bgr));
    const double scale = std::min(double(input_width) / width, double(input_height) / height);
    const int new_width = int(width * scale), new_height = int(height * scale);
    cv::resize(image, resized, cv::Size(new_width, new_height), 0, 0, cv::INTER_LINEAR);
    cv::copyMakeBorder(resized, boxed, 0, input_height - new_height, 0, input_width - new_width, cv::BORDER_CONSTANT,
                       cv::Scalar(114, 114, 114));
    cv::dnn::blobFromImage(boxed, blob, 1.0, cv::Size(), cv::Scalar(), false, false, CV_32F);
    if (target != nullptr)
        std::memcpy(target, blob.ptr<float>(), sizeof(float) * blob.total());  // only to compare; a network reads the blob itself
}
